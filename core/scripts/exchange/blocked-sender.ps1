# do
Remove-BlockedSenderAddress -SenderAddress $mailbox
# verify
Get-BlockedSenderAddress -SenderAddress $mailbox
