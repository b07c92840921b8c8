# alone
if (-not $application) {
    throw "The application $appId is not registered in this tenant; its certificates are kept where it is."
}
# do
if ($application) {
    $file = Get-Item -LiteralPath $certificateFile
    $certificate = [System.Security.Cryptography.X509Certificates.X509Certificate2]::new($file.FullName)
    $known = @($application.KeyCredentials | ForEach-Object { @{ KeyId = $_.KeyId; Type = $_.Type; Usage = $_.Usage; Key = $_.Key } })
    $key = @{ Type = 'AsymmetricX509Cert'; Usage = 'Verify'; Key = $certificate.RawData; DisplayName = $name }
    Update-MgApplication -ApplicationId $application.Id -KeyCredentials ($known + $key)
}
# verify
$application.KeyCredentials | Format-Table 'DisplayName', 'KeyId', 'EndDateTime'
# undo
$others = @($application.KeyCredentials | Where-Object DisplayName -ne $name)
Update-MgApplication -ApplicationId $application.Id -KeyCredentials $others
