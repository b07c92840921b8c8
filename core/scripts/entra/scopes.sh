# do
# For this one user, and not for the whole organisation.
graph=$(az cloud show --query endpoints.microsoftGraphResourceId --output tsv)
resource_id=$(az ad sp show --id "$resource" --query id --output tsv)
user_id=$(az ad user show --id "$user" --query id --output tsv)
grants="${graph%/}/v1.0/oauth2PermissionGrants"
grant=$(az rest --url "$grants?\$filter=clientId%20eq%20'$object_id'" --query "value[?principalId=='$user_id' && resourceId=='$resource_id'] | [0].id" --output tsv)
if [ -n "$grant" ]; then
  scope=$(az rest --url "$grants/$grant" --query scope --output tsv)
  az rest --method PATCH --url "$grants/$grant" --body "{\"scope\": \"$scope $scopes\"}"
else
  az rest --method POST --url "$grants" --body "{\"clientId\": \"$object_id\", \"consentType\": \"Principal\", \"principalId\": \"$user_id\", \"resourceId\": \"$resource_id\", \"scope\": \"$scopes\"}"
fi
# verify
graph=$(az cloud show --query endpoints.microsoftGraphResourceId --output tsv)
az rest --url "${graph%/}/v1.0/oauth2PermissionGrants?\$filter=clientId%20eq%20'$object_id'" --query 'value[].{for: consentType, user: principalId, scopes: scope}' --output table
# undo
graph=$(az cloud show --query endpoints.microsoftGraphResourceId --output tsv)
grants="${graph%/}/v1.0/oauth2PermissionGrants"
user_id=$(az ad user show --id "$user" --query id --output tsv)
granted=$(az rest --url "$grants?\$filter=clientId%20eq%20'$object_id'" --query "value[?principalId=='$user_id'].id" --output tsv)
for grant in $granted; do
  az rest --method DELETE --url "$grants/$grant"
done
