# alone
if [ -z "$application" ]; then
  printf '%s\n' "The application $app_id is not registered in this tenant; its secrets are made where it is." >&2
  exit 1
fi
if [ -e "$secret_file" ]; then
  printf '%s\n' "The file $secret_file is there already. Move it away, or name another one at the start of this script." >&2
  exit 1
fi
# do
if [ -z "$application" ]; then
  printf '%s\n' "The application $app_id is not registered in this tenant; its secrets are made where it is."
elif [ -e "$secret_file" ]; then
  printf '%s\n' "The file $secret_file is there already: no other client secret is made."
else
  # Without --append every other secret of the application would be removed.
  secret=$(az ad app credential reset --id "$app_id" --append --display-name "$name" --years 1 --query password --output tsv)
  if [ -z "$secret" ]; then
    echo 'Entra gave no client secret.' >&2
    exit 1
  fi
  # A file that is there after all is not written over.
  (umask 077 && set -C && printf '%s' "$secret" >"$secret_file")
  printf '%s\n' "The client secret is in the file $secret_file, readable by you alone."
fi
# verify
if [ -n "$application" ]; then
  az ad app credential list --id "$app_id" --query '[].{name: displayName, keyId: keyId, ends: endDateTime}' --output table
fi
# undo
if [ -n "$application" ]; then
  escaped=$(printf '%s' "$name" | sed "s/[\\\\']/\\\\&/g")
  key_ids=$(az ad app credential list --id "$app_id" --query "[?displayName=='$escaped'].keyId" --output tsv)
  for key_id in $key_ids; do
    az ad app credential delete --id "$app_id" --key-id "$key_id"
  done
fi
