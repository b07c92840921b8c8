# do
if ($application) {
    $uris = @($application.PublicClient.RedirectUris | Where-Object { $_ -and $_ -ne $redirectUri }) + $redirectUri
    Update-MgApplication -ApplicationId $application.Id -IsFallbackPublicClient -PublicClient @{ RedirectUris = $uris }
}
# verify
$application | Format-List 'IsFallbackPublicClient'
$application.PublicClient.RedirectUris
# undo
$uris = @($application.PublicClient.RedirectUris | Where-Object { $_ -ne $redirectUri })
Update-MgApplication -ApplicationId $application.Id -IsFallbackPublicClient:$false -PublicClient @{ RedirectUris = $uris }
