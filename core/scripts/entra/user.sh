# verify
az ad user show --id "$user" --query '{user: userPrincipalName, mail: mail, type: userType}'
