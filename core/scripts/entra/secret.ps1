# alone
if (-not $application) {
    throw "The application $appId is not registered in this tenant; its secrets are made where it is."
}
if (Test-Path -LiteralPath $secretFile) {
    throw "The file $secretFile is there already. Move it away, or name another one at the start of this script."
}
# do
if (-not $application) {
    Write-Host "The application $appId is not registered in this tenant; its secrets are made where it is."
} elseif (Test-Path -LiteralPath $secretFile) {
    Write-Host "The file $secretFile is there already: no other client secret is made."
} else {
    $password = @{ DisplayName = $name; EndDateTime = (Get-Date).AddYears(1) }
    $secret = Add-MgApplicationPassword -ApplicationId $application.Id -PasswordCredential $password
    if (-not $secret.SecretText) { throw 'Entra gave no client secret.' }
    New-Item -ItemType File -Path $secretFile | Out-Null
    if ($PSVersionTable.PSEdition -eq 'Core' -and -not $IsWindows) {
        chmod 600 $secretFile
        $readers = 'readable by you alone'
    } else {
        $readers = 'readable by whoever can read its folder'
    }
    Set-Content -LiteralPath $secretFile -Value $secret.SecretText -NoNewline
    Write-Host "The client secret is in the file $secretFile, $readers."
}
# verify
$application.PasswordCredentials | Format-Table 'DisplayName', 'KeyId', 'EndDateTime'
# undo
foreach ($credential in $application.PasswordCredentials | Where-Object DisplayName -eq $name) {
    Remove-MgApplicationPassword -ApplicationId $application.Id -KeyId $credential.KeyId
}
