# verify
Get-MgAuditLogSignIn -Filter "appId eq '$($appId.Replace("'", "''"))'" -Top 10 | Format-List 'CreatedDateTime', 'UserPrincipalName', 'ConditionalAccessStatus', 'Status'
