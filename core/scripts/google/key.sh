# do
if [ ! -e "$key_file" ]; then
  (umask 077 && gcloud iam service-accounts keys create "$key_file" --iam-account="$service_account" --project="$project")
fi
# verify
gcloud iam service-accounts keys list --iam-account="$service_account" --project="$project" --managed-by=user
# undo
keys=$(gcloud iam service-accounts keys list --iam-account="$service_account" --project="$project" --managed-by=user --format='value(name)')
for key in $keys; do
  gcloud iam service-accounts keys delete "$key" --iam-account="$service_account" --project="$project" --quiet
done
