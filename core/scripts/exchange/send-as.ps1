# do
Add-RecipientPermission -Identity $sender -Trustee $trustee -AccessRights SendAs -Confirm:$false
# verify
Get-RecipientPermission -Identity $sender | Format-Table 'Trustee', 'AccessRights'
# undo
Remove-RecipientPermission -Identity $sender -Trustee $trustee -AccessRights SendAs -Confirm:$false
