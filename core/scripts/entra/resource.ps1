# verify
Get-MgServicePrincipal -Filter "appId eq '00000002-0000-0ff1-ce00-000000000000'" | Format-List 'DisplayName', 'AccountEnabled'
