# do
$client = gcloud iam service-accounts describe $serviceAccount "--project=$project" '--format=value(uniqueId)'
if ($LASTEXITCODE -ne 0) { Write-Error 'The service account was not found.' }
Write-Host 'No command can authorise the delegation. A super administrator opens this page, and chooses Authorise:'
Write-Host "https://admin.google.com/ac/owl/domainwidedelegation?clientIdToAdd=$client&clientScopeToAdd=https://mail.google.com/&overwriteClientId=true"
# verify
gcloud iam service-accounts describe $serviceAccount "--project=$project" '--format=value(uniqueId)'
if ($LASTEXITCODE -ne 0) { Write-Error 'The service account was not found.' }
