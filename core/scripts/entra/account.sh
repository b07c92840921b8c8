# do
az ad user update --id "$user" --account-enabled true
# verify
az ad user show --id "$user" --query '{user: userPrincipalName, enabled: accountEnabled}'
# undo
az ad user update --id "$user" --account-enabled false
