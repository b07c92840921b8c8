# do
$exchange = Get-MgServicePrincipal -Filter "appId eq '00000002-0000-0ff1-ce00-000000000000'"
$granted = @(Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $objectId -All | ForEach-Object AppRoleId)
foreach ($role in $exchange.AppRoles | Where-Object Value -in $roles) {
    if ($role.Id -notin $granted) {
        New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $objectId -PrincipalId $objectId -ResourceId $exchange.Id -AppRoleId $role.Id
    }
}
# verify
$exchange = Get-MgServicePrincipal -Filter "appId eq '00000002-0000-0ff1-ce00-000000000000'"
$granted = @(Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $objectId -All | ForEach-Object AppRoleId)
$exchange.AppRoles | Where-Object Id -in $granted | ForEach-Object Value
# undo
$exchange = Get-MgServicePrincipal -Filter "appId eq '00000002-0000-0ff1-ce00-000000000000'"
$unwanted = @($exchange.AppRoles | Where-Object Value -in $roles | ForEach-Object Id)
foreach ($grant in Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $objectId -All | Where-Object AppRoleId -in $unwanted) {
    Remove-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $objectId -AppRoleAssignmentId $grant.Id
}
