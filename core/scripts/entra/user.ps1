# verify
Get-MgUser -UserId $user | Format-List 'UserPrincipalName', 'Mail', 'UserType'
