# do
if ($application -and -not (Test-Path -LiteralPath $secretFile)) {
    $password = @{ DisplayName = $name; EndDateTime = (Get-Date).AddYears(1) }
    $secret = Add-MgApplicationPassword -ApplicationId $application.Id -PasswordCredential $password
    New-Item -ItemType File -Path $secretFile | Out-Null
    if ($PSVersionTable.PSEdition -eq 'Core' -and -not $IsWindows) {
        chmod 600 $secretFile
    }
    Set-Content -LiteralPath $secretFile -Value $secret.SecretText -NoNewline
    Write-Host "The client secret is in the file $secretFile, readable by you alone."
}
# verify
$application.PasswordCredentials | Format-Table 'DisplayName', 'KeyId', 'EndDateTime'
# undo
foreach ($credential in $application.PasswordCredentials | Where-Object DisplayName -eq $name) {
    Remove-MgApplicationPassword -ApplicationId $application.Id -KeyId $credential.KeyId
}
