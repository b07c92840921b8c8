# do
Add-MailboxPermission -Identity $mailbox -User $trustee -AccessRights FullAccess -AutoMapping $false
# verify
Get-MailboxPermission -Identity $mailbox | Format-Table 'User', 'AccessRights', 'IsInherited'
# undo
Remove-MailboxPermission -Identity $mailbox -User $trustee -AccessRights FullAccess -Confirm:$false
