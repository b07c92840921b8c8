# find
$filter = if ($clientId) { "appId eq '$($clientId.Replace("'", "''"))'" } else { "displayName eq '$($name.Replace("'", "''"))'" }
$application = Get-MgApplication -Filter $filter | Select-Object -First 1
$appId = if ($application) { $application.AppId } else { $clientId }
# do
# An id that is known but not found is of another tenant: its service principal is enough here.
if (-not $appId) {
    $application = New-MgApplication -DisplayName $name -SignInAudience 'AzureADMyOrg'
    $appId = $application.AppId
}
# verify
if ($application) {
    $application | Format-List 'DisplayName', 'AppId', 'SignInAudience'
} else {
    Write-Host "The application $appId is not registered in this tenant."
}
# undo
# It can be restored for 30 days. One that the settings name was there before, and stays, as does its
# Enterprise application.
if ($application -and -not $clientId) {
    Remove-MgApplication -ApplicationId $application.Id
}
