# do
# The certificate alone, without its private key; --append keeps the others.
az ad app credential reset --id "$app_id" --append --cert "$(openssl x509 -in "$certificate_file")" --display-name "$name" --query appId
# verify
az ad app credential list --id "$app_id" --cert --query '[].{name: displayName, keyId: keyId, ends: endDateTime}' --output table
# undo
escaped=$(printf '%s' "$name" | sed "s/[\\\\']/\\\\&/g")
for key_id in $(az ad app credential list --id "$app_id" --cert --query "[?displayName=='$escaped'].keyId" --output tsv); do
  az ad app credential delete --id "$app_id" --cert --key-id "$key_id"
done
