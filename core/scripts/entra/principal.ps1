# find
$principal = Get-MgServicePrincipal -Filter "appId eq '$($appId.Replace("'", "''"))'"
$objectId = if ($principal) { $principal.Id } else { '' }
# do
if (-not $objectId) {
    $principal = New-MgServicePrincipal -AppId $appId
    $objectId = $principal.Id
}
# verify
Write-Host "Object ID of the Enterprise application: $objectId"
# undo
Remove-MgServicePrincipal -ServicePrincipalId $objectId
