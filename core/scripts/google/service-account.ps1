# find
$serviceAccount = "$accountName@$project.iam.gserviceaccount.com"
# do
gcloud services enable gmail.googleapis.com iam.googleapis.com "--project=$project"
if ($LASTEXITCODE -ne 0) { throw 'The Gmail API could not be enabled.' }
gcloud iam service-accounts describe $serviceAccount "--project=$project" 2>$null
if ($LASTEXITCODE -ne 0) {
    gcloud iam service-accounts create $accountName "--project=$project" "--display-name=$name"
    if ($LASTEXITCODE -ne 0) { throw 'The service account could not be created.' }
}
# verify
gcloud iam service-accounts describe $serviceAccount "--project=$project" '--format=value(email, uniqueId, disabled)'
if ($LASTEXITCODE -ne 0) { Write-Error 'The service account was not found.' }
# undo
gcloud iam service-accounts delete $serviceAccount "--project=$project" --quiet
if ($LASTEXITCODE -ne 0) { Write-Error 'The service account could not be deleted.' }
