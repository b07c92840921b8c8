# find
object_id=$(az ad sp show --id "$app_id" --query id --output tsv 2>/dev/null) || object_id=''
# do
if [ -z "$object_id" ]; then
  object_id=$(az ad sp create --id "$app_id" --query id --output tsv)
fi
# verify
echo "Object ID of the Enterprise application: $object_id"
# undo
az ad sp delete --id "$object_id"
