# do
echo "Client id: $app_id"
echo "Authority URL: https://$sign_in_host/$(az account show --query tenantId --output tsv)/oauth2/v2.0/token"
# verify
echo "Client id: $app_id"
echo "Authority URL: https://$sign_in_host/$(az account show --query tenantId --output tsv)/oauth2/v2.0/token"
