# find
$trustee = $objectId
# do
$known = Get-ServicePrincipal | Where-Object AppId -eq $appId
if ($known -and $known.ObjectId -ne $objectId) {
    # It was made with another id, such as the Object ID of the registration, and lets nobody in.
    Remove-ServicePrincipal -Identity $appId -Confirm:$false
    $known = $null
}
if (-not $known) {
    New-ServicePrincipal -AppId $appId -ObjectId $objectId -DisplayName $name
}
# verify
Get-ServicePrincipal | Where-Object AppId -eq $appId | Format-List 'DisplayName', 'AppId', 'ObjectId'
# undo
# It shuts the application out of every mailbox, also of those that it was let into before.
Remove-ServicePrincipal -Identity $appId -Confirm:$false
