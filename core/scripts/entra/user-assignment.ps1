# do
$userId = (Get-MgUser -UserId $user).Id
New-MgServicePrincipalAppRoleAssignedTo -ServicePrincipalId $objectId -PrincipalId $userId -ResourceId $objectId -AppRoleId '00000000-0000-0000-0000-000000000000'
# verify
Get-MgServicePrincipalAppRoleAssignedTo -ServicePrincipalId $objectId -All | Format-Table 'PrincipalDisplayName', 'PrincipalType'
# undo
$userId = (Get-MgUser -UserId $user).Id
foreach ($grant in Get-MgServicePrincipalAppRoleAssignedTo -ServicePrincipalId $objectId -All | Where-Object PrincipalId -eq $userId) {
    Remove-MgServicePrincipalAppRoleAssignedTo -ServicePrincipalId $objectId -AppRoleAssignmentId $grant.Id
}
