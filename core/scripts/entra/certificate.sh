# alone
if [ -z "$application" ]; then
  printf '%s\n' "The application $app_id is not registered in this tenant; its certificates are kept where it is." >&2
  exit 1
fi
# do
if [ -n "$application" ]; then
  # The certificate alone, without its private key; --append keeps the others.
  certificate=$(openssl x509 -in "$certificate_file")
  az ad app credential reset --id "$app_id" --append --cert "$certificate" --display-name "$name" --query appId
fi
# verify
if [ -n "$application" ]; then
  az ad app credential list --id "$app_id" --cert --query '[].{name: displayName, keyId: keyId, ends: endDateTime}' --output table
fi
# undo
if [ -n "$application" ]; then
  escaped=$(printf '%s' "$name" | sed "s/[\\\\']/\\\\&/g")
  key_ids=$(az ad app credential list --id "$app_id" --cert --query "[?displayName=='$escaped'].keyId" --output tsv)
  for key_id in $key_ids; do
    az ad app credential delete --id "$app_id" --cert --key-id "$key_id"
  done
fi
