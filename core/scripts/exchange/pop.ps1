# do
Set-CASMailbox -Identity $mailbox -PopEnabled $true
# verify
Get-CASMailbox -Identity $mailbox | Format-List 'PopEnabled'
# undo
Set-CASMailbox -Identity $mailbox -PopEnabled $false
