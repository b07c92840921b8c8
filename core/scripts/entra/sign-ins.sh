# verify
graph=$(az cloud show --query endpoints.microsoftGraphResourceId --output tsv)
az rest --url "${graph%/}/v1.0/auditLogs/signIns" --url-parameters "\$filter=appId eq '$app_id'" "\$top=10" \
  --query 'value[].{time: createdDateTime, user: userPrincipalName, policy: conditionalAccessStatus, reason: status.failureReason}'
