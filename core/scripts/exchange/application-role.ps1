# do
$grant = "mail-$objectId"
$group = Get-DistributionGroup -Identity $grant -ErrorAction SilentlyContinue
if (-not $group) {
    $members = @($mailbox, $smtpMailbox) | Select-Object -Unique
    $group = New-DistributionGroup -Name $grant -Type 'Security' -Members $members
}
if (-not (Get-ManagementScope -Identity $grant -ErrorAction SilentlyContinue)) {
    $filter = "MemberOfGroup -eq '$($group.DistinguishedName.Replace("'", "''"))'"
    New-ManagementScope -Name $grant -RecipientRestrictionFilter $filter
}
foreach ($role in $applicationRoles) {
    $assignment = "$role-$objectId"
    if (-not (Get-ManagementRoleAssignment -Identity $assignment -ErrorAction SilentlyContinue)) {
        New-ManagementRoleAssignment -Name $assignment -Role "Application $role" -App $objectId -CustomResourceScope $grant
    }
}
# verify
Test-ServicePrincipalAuthorization -Identity $objectId -Resource $mailbox | Format-Table 'RoleName', 'AllowedResourceScope', 'InScope'
# undo
$grant = "mail-$objectId"
foreach ($role in $applicationRoles) {
    $assignment = "$role-$objectId"
    if (Get-ManagementRoleAssignment -Identity $assignment -ErrorAction SilentlyContinue) {
        Remove-ManagementRoleAssignment -Identity $assignment -Confirm:$false
    }
}
if (Get-ManagementScope -Identity $grant -ErrorAction SilentlyContinue) {
    Remove-ManagementScope -Identity $grant -Confirm:$false
}
if (Get-DistributionGroup -Identity $grant -ErrorAction SilentlyContinue) {
    Remove-DistributionGroup -Identity $grant -Confirm:$false
}
