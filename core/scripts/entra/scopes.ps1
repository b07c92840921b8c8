# do
# For this one user, and not for the whole organisation.
$target = Get-MgServicePrincipal -Filter "appId eq '$resource'"
$userId = (Get-MgUser -UserId $user).Id
$grant = Get-MgOauth2PermissionGrant -Filter "clientId eq '$objectId' and resourceId eq '$($target.Id)'" -All | Where-Object PrincipalId -eq $userId
if ($grant) {
    $together = @($grant.Scope.Trim().Split(' ')) + $scopes | Select-Object -Unique
    $change = @{ OAuth2PermissionGrantId = $grant.Id; Scope = $together -join ' ' }
    Update-MgOauth2PermissionGrant @change
} else {
    New-MgOauth2PermissionGrant -BodyParameter @{ clientId = $objectId; consentType = 'Principal'; principalId = $userId; resourceId = $target.Id; scope = $scopes -join ' ' }
}
# verify
Get-MgOauth2PermissionGrant -Filter "clientId eq '$objectId'" -All | Format-Table 'ConsentType', 'PrincipalId', 'Scope'
# undo
$userId = (Get-MgUser -UserId $user).Id
foreach ($grant in Get-MgOauth2PermissionGrant -Filter "clientId eq '$objectId'" -All | Where-Object PrincipalId -eq $userId) {
    $unwanted = @{ OAuth2PermissionGrantId = $grant.Id }
    Remove-MgOauth2PermissionGrant @unwanted
}
