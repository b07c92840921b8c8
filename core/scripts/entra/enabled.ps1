# do
Update-MgServicePrincipal -ServicePrincipalId $objectId -AccountEnabled
# verify
$principal | Format-List 'DisplayName', 'AccountEnabled'
# undo
Update-MgServicePrincipal -ServicePrincipalId $objectId -AccountEnabled:$false
