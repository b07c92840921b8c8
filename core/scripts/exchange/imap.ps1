# do
Set-CASMailbox -Identity $mailbox -ImapEnabled $true
# verify
Get-CASMailbox -Identity $mailbox | Format-List 'ImapEnabled'
# undo
Set-CASMailbox -Identity $mailbox -ImapEnabled $false
