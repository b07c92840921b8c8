# do
az ad sp update --id "$app_id" --set accountEnabled=true
# verify
az ad sp show --id "$app_id" --query '{name: displayName, enabled: accountEnabled}'
# undo
az ad sp update --id "$app_id" --set accountEnabled=false
