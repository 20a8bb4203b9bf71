/** One command line of the series' Part 3, and where Fairlead does the same. */
export type SeriesLine = {
  line: string
  /** The Steps that do it. */
  steps: readonly string[]
  /** The commands of those Steps that stand for this line; none where it is no pipeline. */
  sends: readonly string[]
  /** Only the pipelines whose text contains this. */
  about?: string
  /** What is different, and why. */
  differs: string
}

const everyServer =
  'Each server’s own object is read first and named by its identity, and only values that differ are set.'
const reset = 'Sent again where it fails, a bounded number of times; afterwards the health pages are waited for.'

/**
 * The command lines, as facts, with the names that the series uses. Where it clicks instead of typing, the line says in square
 * brackets what is done.
 */
export const seriesLines: readonly SeriesLine[] = [
  {
    line: 'New-AcceptedDomain -DomainName digitalbrain.com.au -DomainType Authoritative -Name digitalbrain.com.au',
    steps: ['accepted-domain'],
    sends: ['New-AcceptedDomain'],
    differs: 'Sent only where the domain is not accepted yet.',
  },
  {
    line: 'Set-AcceptedDomain digitalbrain.com.au -MakeDefault $true',
    steps: ['accepted-domain'],
    sends: ['Set-AcceptedDomain'],
    differs: 'Which domain was the default before is kept for Undo.',
  },
  {
    line: 'Set-EmailAddressPolicy "Default Policy" -EnabledPrimarySMTPAddressTemplate "SMTP:%m@digitalbrain.com.au"',
    steps: ['address-policy'],
    sends: ['Set-EmailAddressPolicy'],
    differs:
      'The series’ line drops the templates that were there, and warns of it; here they are kept beside the new one unless the answers say otherwise.',
  },
  {
    line: 'Update-EmailAddressPolicy "Default Policy"',
    steps: ['address-policy'],
    sends: ['Update-EmailAddressPolicy'],
    differs: 'The same.',
  },
  {
    line: 'Get-Mailbox Administrator | fl Name,PrimarySmtpAddress,EmailAddresses',
    steps: ['address-policy'],
    sends: ['Get-Mailbox', 'Get-Recipient'],
    differs: 'Some mailboxes as a sample, before and after.',
  },
  {
    line: 'Get-ClientAccessServer | Set-ClientAccessServer -AutoDiscoverServiceInternalUri https://autodiscover.digitalbrain.com.au/Autodiscover/Autodiscover.xml',
    steps: ['service-connection-point'],
    sends: ['Set-ClientAccessServer'],
    differs: everyServer,
  },
  {
    line: 'Get-OutlookAnywhere | Set-OutlookAnywhere -InternalHostname mail.digitalbrain.com.au -InternalClientAuthenticationMethod Ntlm -InternalClientsRequireSsl $true -ExternalHostname mail.digitalbrain.com.au -ExternalClientAuthenticationMethod Ntlm -ExternalClientsRequireSsl $true',
    steps: ['outlook-anywhere'],
    sends: ['Set-OutlookAnywhere'],
    differs: `${everyServer} SSL offloading is switched off too: HAProxy passes TLS on.`,
  },
  ...(
    [
      ['Owa', 'Owa', 'owa'],
      ['ActiveSync', 'ActiveSync', 'Microsoft-Server-ActiveSync'],
      ['Ecp', 'Ecp', 'ecp'],
      ['WebServices', 'WebServices', 'EWS/Exchange.asmx'],
      ['Oab', 'Oab', 'OAB'],
      ['PowerShell', 'PowerShell', 'powershell'],
    ] as const
  ).flatMap(([get, set, path]): SeriesLine[] => [
    {
      line: `Get-${get}VirtualDirectory | Set-${set}VirtualDirectory -InternalUrl https://mail.digitalbrain.com.au/${path} -ExternalUrl https://mail.digitalbrain.com.au/${path}`,
      steps: ['virtual-directories'],
      sends: [`Set-${set}VirtualDirectory`],
      differs: everyServer,
    },
    ...(get === 'Owa'
      ? [
          {
            line: 'Get-OwaVirtualDirectory | Set-OwaVirtualDirectory -DefaultDomain lab.local -LogonFormat UserName',
            steps: ['virtual-directories'],
            sends: ['Set-OwaVirtualDirectory'],
            differs: 'In one call with the addresses; the format of the logon is an answer.',
          },
        ]
      : []),
  ]),
  ...['EXPR', 'EXCH'].map((provider) => ({
    line: `Set-OutlookProvider ${provider} -CertPrincipalName msstd:*.digitalbrain.com.au`,
    steps: ['outlook-provider'],
    sends: ['Set-OutlookProvider'],
    about: `'${provider}'`,
    differs: 'With a wildcard certificate only, as in the series.',
  })),
  {
    line: '[KB 2908387 on every server]',
    steps: ['pin-structures'],
    sends: ['Get-HotFix'],
    differs: 'Looked for and warned about; Fairlead installs no hotfix.',
  },
  {
    line: '[HKLM:\\SOFTWARE\\Microsoft\\.NETFramework, DWORD DisableRetStructPinning = 1, on every server]',
    steps: ['pin-structures'],
    sends: ['New-ItemProperty', 'Set-ItemProperty'],
    about: '.NETFramework',
    differs: 'A value that is there already is kept for Undo.',
  },
  {
    line: '[System environment variable COMPLUS_DisableRetStructPinning = 1, on every server]',
    steps: ['pin-structures'],
    sends: ['New-ItemProperty', 'Set-ItemProperty'],
    about: 'COMPLUS_',
    differs: 'A value that is there already is kept for Undo.',
  },
  {
    line: 'Get-MapiVirtualDirectory | Set-MapiVirtualDirectory -InternalUrl https://mail.digitalbrain.com.au/mapi -ExternalUrl https://mail.digitalbrain.com.au/mapi -IISAuthenticationMethods Ntlm,OAuth,Negotiate',
    steps: ['mapi-over-http'],
    sends: ['Set-MapiVirtualDirectory'],
    differs: everyServer,
  },
  {
    line: 'Set-OrganizationConfig -MapiHttpEnabled $true',
    steps: ['mapi-over-http'],
    sends: ['Set-OrganizationConfig'],
    differs: 'The same, where it is not on yet.',
  },
  {
    line: 'iisreset /noforce',
    steps: ['mapi-over-http'],
    sends: ['iisreset'],
    differs: `On every server that owes it. ${reset}`,
  },
  {
    line: '[Root CA into Trusted Root, intermediate CA into Intermediate Certification Authorities, on every server]',
    steps: ['trust-authorities'],
    sends: ['Set-Content', 'Import-Certificate', 'Remove-Item'],
    differs: 'In Part 2, on every Windows host of the lab; looked at again here.',
  },
  {
    line: 'Set-Content -Path C:\\Temp\\mail_digitalbrain_com_au.req -Value (New-ExchangeCertificate -GenerateRequest -KeySize 2048 -SubjectName "c=AU, s=NSW, o=Digital Brain, ou=HAProxy Lab, cn=mail.digitalbrain.com.au" -DomainName mail.digitalbrain.com.au, autodiscover.digitalbrain.com.au -PrivateKeyExportable $True -FriendlyName "Exchange 2013 for HAProxy Lab")',
    steps: ['request-certificate'],
    sends: ['New-ExchangeCertificate'],
    differs: 'The request is the answer of the pipeline: no file is written.',
  },
  {
    line: '[Submit the request on LAB-CA02, issue it, export the certificate as binary]',
    steps: ['issue-leaf'],
    sends: [],
    differs:
      'The intermediate CA that Part 2 made here signs, after it has checked the request as a CA does. No pipeline.',
  },
  {
    line: 'Import-ExchangeCertificate -FileData ([Byte[]]$(Get-Content -Path C:\\Temp\\mail_digitalbrain_com_au.cer -Encoding byte -ReadCount 0))',
    steps: ['import-certificate'],
    sends: ['Import-ExchangeCertificate'],
    about: `-Server 'LAB-EX01'`,
    differs: 'The bytes travel as a typed parameter: no file, no copying by hand.',
  },
  {
    line: 'Enable-ExchangeCertificate -Thumbprint DACD9A0ACD2A9DFE2E4C565BFDD14FB9DE288F0A -Services SMTP,IIS',
    steps: ['enable-certificate'],
    sends: ['Enable-ExchangeCertificate'],
    about: `-Server 'LAB-EX01'`,
    differs:
      'SMTP is left out, and Network Service may read the key, unless the answers say that the default SMTP certificate is to be replaced: the cmdlet would ask that at a prompt.',
  },
  { line: 'iisreset /noforce', steps: ['enable-certificate'], sends: ['iisreset'], differs: reset },
  {
    line: 'Set-Content -Path C:\\Temp\\mail_digitalbrain_com_au.pfx -Value (Export-ExchangeCertificate -Thumbprint DACD9A0ACD2A9DFE2E4C565BFDD14FB9DE288F0A -BinaryEncoded:$true -Password (Get-Credential).password).FileData -Encoding Byte',
    steps: ['import-certificate'],
    sends: ['Export-ExchangeCertificate'],
    differs: 'The password is random and used once; the PFX is the answer of the pipeline and lies in no file.',
  },
  {
    line: 'Import-ExchangeCertificate -FileData ([Byte[]]$(Get-Content -Path C:\\Temp\\mail_digitalbrain_com_au.pfx -Encoding byte -ReadCount 0)) -Password:(Get-Credential).password',
    steps: ['import-certificate'],
    sends: ['Import-ExchangeCertificate'],
    about: `-Server 'LAB-EX02'`,
    differs: 'On every other server.',
  },
  {
    line: 'Enable-ExchangeCertificate -Thumbprint DACD9A0ACD2A9DFE2E4C565BFDD14FB9DE288F0A -Services SMTP,IIS',
    steps: ['enable-certificate'],
    sends: ['Enable-ExchangeCertificate'],
    about: `-Server 'LAB-EX02'`,
    differs: 'On every other server.',
  },
  { line: 'iisreset /noforce', steps: ['enable-certificate'], sends: ['iisreset'], differs: reset },
  {
    line: '[Get-ExchangeCertificate, or the certificate’s details, for the thumbprint]',
    steps: ['certificate-status'],
    sends: ['Get-ExchangeCertificate'],
    differs: 'Status, services and thumbprint are read back on every server.',
  },
  {
    line: '[Pinpoint zones mail.digitalbrain.com.au and autodiscover.digitalbrain.com.au, each with one A record at its top]',
    steps: ['dns-zones'],
    sends: ['Add-DnsServerPrimaryZone', 'Add-DnsServerResourceRecordA'],
    differs:
      'By cmdlets instead of the console; the host of the revocation lists has its zone too. What is there is never overwritten unasked.',
  },
  {
    line: '[LAB-WS01 opens OWA by its name: logon page, padlock, issuer, names, thumbprint, chain]',
    steps: ['preliminary-tests'],
    sends: [],
    differs: 'Asked over the network, of each server in turn, and shown as evidence.',
  },
]
