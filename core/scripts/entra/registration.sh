# find
app_id=$client_id
if [ -z "$app_id" ]; then
  quoted=$(printf '%s' "$name" | sed "s/'/''/g")
  app_id=$(az ad app list --filter "displayName eq '$quoted'" --query '[0].appId' --output tsv)
fi
application=''
if [ -n "$app_id" ]; then
  application=$(az ad app list --app-id "$app_id" --query '[0].id' --output tsv)
fi
# do
# An id that is known but not found is of another tenant: its service principal is enough here.
if [ -z "$app_id" ]; then
  app_id=$(az ad app create --display-name "$name" --sign-in-audience AzureADMyOrg --query appId --output tsv)
  application=$app_id
fi
# verify
if [ -n "$application" ]; then
  az ad app show --id "$app_id" --query '{name: displayName, appId: appId, audience: signInAudience}'
else
  printf '%s\n' "The application $app_id is not registered in this tenant."
fi
# undo
# It can be restored for 30 days. One that the settings name was there before, and stays, as does its
# Enterprise application.
if [ -n "$application" ] && [ -z "$client_id" ]; then
  az ad app delete --id "$app_id"
fi
