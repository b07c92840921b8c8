# do
if [ ! -e "$secret_file" ]; then
  # Without --append every other secret of the application would be removed.
  secret=$(az ad app credential reset --id "$app_id" --append --display-name "$name" --years 1 --query password --output tsv)
  (umask 077 && printf '%s' "$secret" >"$secret_file")
  echo "The client secret is in the file $secret_file, readable by you alone."
fi
# verify
az ad app credential list --id "$app_id" --query '[].{name: displayName, keyId: keyId, ends: endDateTime}' --output table
# undo
escaped=$(printf '%s' "$name" | sed "s/[\\\\']/\\\\&/g")
for key_id in $(az ad app credential list --id "$app_id" --query "[?displayName=='$escaped'].keyId" --output tsv); do
  az ad app credential delete --id "$app_id" --key-id "$key_id"
done
