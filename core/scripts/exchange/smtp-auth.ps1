# do
# The switch of the mailbox beats the one of the organisation, which stays as it is.
Set-CASMailbox -Identity $smtpMailbox -SmtpClientAuthenticationDisabled $false
# verify
Get-CASMailbox -Identity $smtpMailbox | Format-List 'SmtpClientAuthenticationDisabled'
Get-TransportConfig | Format-List 'SmtpClientAuthenticationDisabled'
# undo
# Without a value the mailbox follows the organisation, as it did before.
Set-CASMailbox -Identity $smtpMailbox -SmtpClientAuthenticationDisabled $null
