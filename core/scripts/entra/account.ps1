# do
Update-MgUser -UserId $user -AccountEnabled
# verify
Get-MgUser -UserId $user -Property 'UserPrincipalName', 'AccountEnabled' | Format-List 'UserPrincipalName', 'AccountEnabled'
# undo
Update-MgUser -UserId $user -AccountEnabled:$false
