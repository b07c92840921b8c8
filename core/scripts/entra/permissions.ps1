# do
if ($application) {
    $exchange = Get-MgServicePrincipal -Filter "appId eq '00000002-0000-0ff1-ce00-000000000000'"
    $others = @($application.RequiredResourceAccess | Where-Object ResourceAppId -ne $exchange.AppId)
    $listed = @($application.RequiredResourceAccess | Where-Object ResourceAppId -eq $exchange.AppId | ForEach-Object ResourceAccess)
    $known = @($listed | ForEach-Object Id)
    $wanted = @($exchange.AppRoles | Where-Object Value -in $roles | Where-Object Id -notin $known | ForEach-Object { @{ Id = $_.Id; Type = 'Role' } })
    Update-MgApplication -ApplicationId $application.Id -RequiredResourceAccess ($others + @{ ResourceAppId = $exchange.AppId; ResourceAccess = $listed + $wanted })
}
# verify
$application.RequiredResourceAccess | Format-List
# undo
$others = @($application.RequiredResourceAccess | Where-Object ResourceAppId -ne '00000002-0000-0ff1-ce00-000000000000')
Update-MgApplication -ApplicationId $application.Id -RequiredResourceAccess $others
