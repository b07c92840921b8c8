# do
graph=$(az cloud show --query endpoints.microsoftGraphResourceId --output tsv)
user_id=$(az ad user show --id "$user" --query id --output tsv)
az rest --method POST --url "${graph%/}/v1.0/servicePrincipals/$object_id/appRoleAssignedTo" \
  --body "{\"principalId\": \"$user_id\", \"resourceId\": \"$object_id\", \"appRoleId\": \"00000000-0000-0000-0000-000000000000\"}"
# verify
graph=$(az cloud show --query endpoints.microsoftGraphResourceId --output tsv)
az rest --url "${graph%/}/v1.0/servicePrincipals/$object_id/appRoleAssignedTo" --query 'value[].{user: principalDisplayName, type: principalType}' --output table
# undo
graph=$(az cloud show --query endpoints.microsoftGraphResourceId --output tsv)
user_id=$(az ad user show --id "$user" --query id --output tsv)
ids=$(az rest --url "${graph%/}/v1.0/servicePrincipals/$object_id/appRoleAssignedTo" --query "value[?principalId=='$user_id'].id" --output tsv)
for id in $ids; do
  az rest --method DELETE --url "${graph%/}/v1.0/servicePrincipals/$object_id/appRoleAssignedTo/$id"
done
