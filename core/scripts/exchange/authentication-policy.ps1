# verify
Get-User -Identity $mailbox | Format-List 'AuthenticationPolicy'
Get-OrganizationConfig | Format-List 'DefaultAuthenticationPolicy', 'OAuth2ClientProfileEnabled'
Get-AuthenticationPolicy | Format-Table 'Name', 'AllowBasicAuthSmtp', 'AllowBasicAuthImap', 'AllowBasicAuthPop'
