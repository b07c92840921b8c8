# find
app_id=$client_id
if [ -z "$app_id" ]; then
  quoted=$(printf '%s' "$name" | sed "s/'/''/g")
  app_id=$(az ad app list --filter "displayName eq '$quoted'" --query '[0].appId' --output tsv)
fi
# do
# An id that is known but not found is of another tenant: its service principal is enough here.
if [ -z "$app_id" ]; then
  app_id=$(az ad app create --display-name "$name" --sign-in-audience AzureADMyOrg --query appId --output tsv)
fi
# verify
az ad app show --id "$app_id" --query '{name: displayName, appId: appId, audience: signInAudience}'
# undo
# It can be restored for 30 days.
az ad app delete --id "$app_id"
