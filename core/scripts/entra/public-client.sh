# do
if [ -n "$application" ]; then
  uris=$(az ad app show --id "$app_id" --query "join(' ', publicClient.redirectUris)" --output tsv)
  # shellcheck disable=SC2086 # a URI holds no space
  az ad app update --id "$app_id" --is-fallback-public-client true --public-client-redirect-uris "$redirect_uri" $uris
fi
# verify
if [ -n "$application" ]; then
  az ad app show --id "$app_id" --query '{publicClientFlows: isFallbackPublicClient, redirectUris: publicClient.redirectUris}'
fi
# undo
if [ -n "$application" ]; then
  az ad app update --id "$app_id" --is-fallback-public-client false
fi
