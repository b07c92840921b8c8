# verify
az ad app show --id "$app_id" --query '{web: web.redirectUris, spa: spa.redirectUris, publicClient: publicClient.redirectUris}'
