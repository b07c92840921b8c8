# do
Add-MailboxPermission -Identity $smtpMailbox -User $trustee -AccessRights FullAccess -AutoMapping $false
# verify
Get-MailboxPermission -Identity $smtpMailbox | Format-Table 'User', 'AccessRights', 'IsInherited'
# undo
Remove-MailboxPermission -Identity $smtpMailbox -User $trustee -AccessRights FullAccess -Confirm:$false
