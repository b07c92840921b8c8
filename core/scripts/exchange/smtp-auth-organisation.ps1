# do
# Only where every mailbox is to have SMTP AUTH: one mailbox alone needs no switch of the organisation.
Set-TransportConfig -SmtpClientAuthenticationDisabled $false
# verify
Get-TransportConfig | Format-List 'SmtpClientAuthenticationDisabled'
# undo
Set-TransportConfig -SmtpClientAuthenticationDisabled $true
