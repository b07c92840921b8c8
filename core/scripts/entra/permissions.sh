# do
if az ad app show --id "$app_id" >/dev/null 2>&1; then
  for role in $roles; do
    role_id=$(az ad sp show --id '00000002-0000-0ff1-ce00-000000000000' --query "appRoles[?value=='$role'].id" --output tsv)
    az ad app permission add --id "$app_id" --api '00000002-0000-0ff1-ce00-000000000000' --api-permissions "$role_id=Role"
  done
fi
# verify
az ad app permission list --id "$app_id"
# undo
for role in $roles; do
  role_id=$(az ad sp show --id '00000002-0000-0ff1-ce00-000000000000' --query "appRoles[?value=='$role'].id" --output tsv)
  az ad app permission delete --id "$app_id" --api '00000002-0000-0ff1-ce00-000000000000' --api-permissions "$role_id"
done
