# do
exchange='00000002-0000-0ff1-ce00-000000000000'
graph=$(az cloud show --query endpoints.microsoftGraphResourceId --output tsv)
exchange_id=$(az ad sp show --id "$exchange" --query id --output tsv)
for role in $roles; do
  role_id=$(az ad sp show --id "$exchange" --query "appRoles[?value=='$role'].id" --output tsv)
  granted=$(az rest --url "${graph%/}/v1.0/servicePrincipals/$object_id/appRoleAssignments" --query "value[?appRoleId=='$role_id'].id" --output tsv)
  if [ -z "$granted" ]; then
    az rest --method POST --url "${graph%/}/v1.0/servicePrincipals/$object_id/appRoleAssignments" \
      --body "{\"principalId\": \"$object_id\", \"resourceId\": \"$exchange_id\", \"appRoleId\": \"$role_id\"}"
  fi
done
# verify
graph=$(az cloud show --query endpoints.microsoftGraphResourceId --output tsv)
ids=$(az rest --url "${graph%/}/v1.0/servicePrincipals/$object_id/appRoleAssignments" --query 'value[].appRoleId' --output tsv)
for id in $ids; do
  az ad sp show --id '00000002-0000-0ff1-ce00-000000000000' --query "appRoles[?id=='$id'].value" --output tsv
done
# undo
graph=$(az cloud show --query endpoints.microsoftGraphResourceId --output tsv)
for role in $roles; do
  role_id=$(az ad sp show --id '00000002-0000-0ff1-ce00-000000000000' --query "appRoles[?value=='$role'].id" --output tsv)
  ids=$(az rest --url "${graph%/}/v1.0/servicePrincipals/$object_id/appRoleAssignments" --query "value[?appRoleId=='$role_id'].id" --output tsv)
  for id in $ids; do
    az rest --method DELETE --url "${graph%/}/v1.0/servicePrincipals/$object_id/appRoleAssignments/$id"
  done
done
