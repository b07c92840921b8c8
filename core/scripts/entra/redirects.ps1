# verify
$application | Format-List 'SignInAudience', 'IsFallbackPublicClient'
$application.Web.RedirectUris
$application.Spa.RedirectUris
$application.PublicClient.RedirectUris
