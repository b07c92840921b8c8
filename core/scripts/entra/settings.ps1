# do
Write-Host "Client id: $appId"
Write-Host "Authority URL: https://$signInHost/$((Get-MgContext).TenantId)/oauth2/v2.0/token"
# verify
Write-Host "Client id: $appId"
Write-Host "Authority URL: https://$signInHost/$((Get-MgContext).TenantId)/oauth2/v2.0/token"
