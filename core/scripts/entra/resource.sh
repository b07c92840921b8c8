# verify
az ad sp show --id '00000002-0000-0ff1-ce00-000000000000' --query '{name: displayName, enabled: accountEnabled}'
