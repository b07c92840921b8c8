# verify
Get-EXOMailboxStatistics -Identity $mailbox | Format-List 'ItemCount', 'TotalItemSize'
Get-EXOMailbox -Identity $mailbox -PropertySets Quota | Format-List 'ProhibitSendQuota', 'ProhibitSendReceiveQuota'
