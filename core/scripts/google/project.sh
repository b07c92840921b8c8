# do
gcloud projects describe "$project" >/dev/null 2>&1 || gcloud projects create "$project"
# verify
gcloud projects describe "$project" --format='value(lifecycleState)'
