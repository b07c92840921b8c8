# do
if (-not (Test-Path -LiteralPath $keyFile)) {
    gcloud iam service-accounts keys create $keyFile "--iam-account=$serviceAccount" "--project=$project"
    if ($LASTEXITCODE -ne 0) { throw 'The key could not be made; a policy of the organisation may forbid keys.' }
}
# verify
gcloud iam service-accounts keys list "--iam-account=$serviceAccount" "--project=$project" '--managed-by=user'
if ($LASTEXITCODE -ne 0) { Write-Error 'The keys could not be listed.' }
# undo
$keys = gcloud iam service-accounts keys list "--iam-account=$serviceAccount" "--project=$project" '--managed-by=user' '--format=value(name)'
if ($LASTEXITCODE -ne 0) { Write-Error 'The keys could not be listed.' }
foreach ($key in $keys) {
    gcloud iam service-accounts keys delete $key "--iam-account=$serviceAccount" "--project=$project" --quiet
    if ($LASTEXITCODE -ne 0) { Write-Error 'A key could not be deleted.' }
}
