# verify
Get-Recipient -Identity $mailbox | Format-List 'RecipientTypeDetails', 'PrimarySmtpAddress', 'EmailAddresses'
Get-EXOMailbox -Identity $mailbox | Format-List 'UserPrincipalName', 'RecipientTypeDetails', 'AccountDisabled'
