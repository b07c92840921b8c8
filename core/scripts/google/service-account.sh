# find
service_account="$account_name@$project.iam.gserviceaccount.com"
# do
gcloud services enable gmail.googleapis.com iam.googleapis.com --project="$project"
if ! gcloud iam service-accounts describe "$service_account" --project="$project" >/dev/null 2>&1; then
  gcloud iam service-accounts create "$account_name" --project="$project" --display-name="$name"
fi
# verify
gcloud iam service-accounts describe "$service_account" --project="$project" --format='value(email, uniqueId, disabled)'
# undo
gcloud iam service-accounts delete "$service_account" --project="$project" --quiet
