# do
echo "Client id: $app_id"
tenant_id=$(az account show --query tenantId --output tsv)
echo "Authority URL: https://$sign_in_host/$tenant_id/oauth2/v2.0/token"
# verify
echo "Client id: $app_id"
tenant_id=$(az account show --query tenantId --output tsv)
echo "Authority URL: https://$sign_in_host/$tenant_id/oauth2/v2.0/token"
