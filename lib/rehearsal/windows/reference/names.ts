/**
 * The cmdlets whose facts are kept: those that Fairlead sends, those that an administrator's copy of its commands needs, and
 * the language's own (`Where-Object` and its like) that constant scripts are made of.
 */
export const keptCmdlets = {
  'powershell-5.1': words(`
    ConvertFrom-Json ConvertTo-Json ConvertTo-SecureString Copy-Item ForEach-Object Get-ChildItem Get-Command Get-Content
    Get-Date Get-HotFix Get-Item Get-ItemProperty Get-Location Get-Member Get-Module Get-Process Get-PSSession Get-Service Get-Variable
    Get-WmiObject Group-Object Import-Module Import-PSSession Invoke-Command Invoke-Expression Invoke-WebRequest Join-Path Measure-Object
    New-Item New-ItemProperty New-Object New-PSSession New-PSSessionOption New-Variable Out-Default Out-Null Out-String
    Remove-Item Remove-ItemProperty Remove-PSSession Remove-Variable Rename-Item Restart-Computer Restart-Service
    Select-Object Set-Content Set-Item Set-ItemProperty Set-Service Set-Variable Sort-Object Split-Path Start-Service Start-Sleep
    Stop-Service Test-Connection Test-Path Where-Object Write-Debug Write-Error Write-Host Write-Output Write-Progress
    Write-Verbose Write-Warning`),
  'windows-server': words(`
    Add-DnsServerPrimaryZone Add-DnsServerResourceRecord Add-DnsServerResourceRecordA Clear-DnsClientCache
    Clear-DnsServerCache Export-Certificate Export-PfxCertificate Get-DnsServerResourceRecord Get-DnsServerZone
    Get-PfxData Get-WebBinding Get-Website Get-WebAppPoolState Import-Certificate Import-PfxCertificate
    Remove-DnsServerResourceRecord Remove-DnsServerZone Resolve-DnsName Restart-WebAppPool
    Set-DnsServerResourceRecord Test-Certificate`),
  'exchange-2013': words(`
    Enable-ExchangeCertificate Export-ExchangeCertificate Get-AcceptedDomain Get-ActiveSyncVirtualDirectory
    Get-AutodiscoverVirtualDirectory Get-ClientAccessServer Get-EcpVirtualDirectory Get-EmailAddressPolicy Get-ExchangeCertificate
    Get-ExchangeServer Get-Mailbox Get-MapiVirtualDirectory Get-OabVirtualDirectory Get-OrganizationConfig
    Get-OutlookAnywhere Get-OutlookProvider Get-OwaVirtualDirectory Get-PowerShellVirtualDirectory Get-Recipient
    Get-ServerComponentState Get-ServerHealth Get-WebServicesVirtualDirectory Import-ExchangeCertificate New-AcceptedDomain
    New-EmailAddressPolicy New-ExchangeCertificate Remove-AcceptedDomain Remove-EmailAddressPolicy Remove-ExchangeCertificate Set-AcceptedDomain
    Set-ActiveSyncVirtualDirectory Set-AutodiscoverVirtualDirectory Set-ClientAccessServer Set-EcpVirtualDirectory
    Set-EmailAddressPolicy Set-Mailbox Set-MapiVirtualDirectory Set-OabVirtualDirectory Set-OrganizationConfig Set-OutlookAnywhere
    Set-OutlookProvider Set-OwaVirtualDirectory Set-PowerShellVirtualDirectory Set-ServerComponentState
    Set-WebServicesVirtualDirectory Test-OutlookWebServices Test-ServiceHealth Update-EmailAddressPolicy`),
} as const

function words(text: string): string[] {
  return text.trim().split(/\s+/)
}
