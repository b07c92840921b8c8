# do
if [ -n "$application" ]; then
  for role in $roles; do
    role_id=$(az ad sp show --id '00000002-0000-0ff1-ce00-000000000000' --query "appRoles[?value=='$role'].id" --output tsv)
    az ad app permission add --id "$app_id" --api '00000002-0000-0ff1-ce00-000000000000' --api-permissions "$role_id=Role"
  done
fi
# verify
if [ -n "$application" ]; then
  az ad app permission list --id "$app_id"
fi
# undo
if [ -n "$application" ]; then
  for role in $roles; do
    role_id=$(az ad sp show --id '00000002-0000-0ff1-ce00-000000000000' --query "appRoles[?value=='$role'].id" --output tsv)
    az ad app permission delete --id "$app_id" --api '00000002-0000-0ff1-ce00-000000000000' --api-permissions "$role_id"
  done
fi
