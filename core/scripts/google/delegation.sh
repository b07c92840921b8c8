# do
client=$(gcloud iam service-accounts describe "$service_account" --project="$project" --format='value(uniqueId)')
echo 'No command can authorise the delegation. A super administrator opens this page, and chooses Authorise:'
echo "https://admin.google.com/ac/owl/domainwidedelegation?clientIdToAdd=$client&clientScopeToAdd=https://mail.google.com/&overwriteClientId=true"
# verify
gcloud iam service-accounts describe "$service_account" --project="$project" --format='value(uniqueId)'
