# do
gcloud projects describe $project 2>$null
if ($LASTEXITCODE -ne 0) {
    gcloud projects create $project
    if ($LASTEXITCODE -ne 0) { throw 'The project could not be created.' }
}
# verify
gcloud projects describe $project '--format=value(lifecycleState)'
if ($LASTEXITCODE -ne 0) { Write-Error 'The project was not found.' }
