/** The type of a stub's parameter, for the type that Microsoft's reference names. */
export function stubType(documented: string): string {
  const nullable = /^System\.Nullable`1\[+(.*?)\]+$/.exec(documented)
  if (nullable?.[1]) return `Nullable[${stubType(nullable[1])}]`
  if (documented.endsWith('[]')) return `${stubType(documented.slice(0, -2))}[]`
  const short = documented.split('.').at(-1) ?? documented
  if (/IdParameter$/.test(short)) return 'Exchange.Id'
  return dotNet[short] ?? exchange[short] ?? 'object'
}

const dotNet: Readonly<Record<string, string>> = {
  ...same('Boolean Byte DateTime Guid Int16 Int32 Int64 UInt16 UInt32 UInt64 String TimeSpan Uri Version'),
  SwitchParameter: 'switch',
  SecureString: 'System.Security.SecureString',
  PSCredential: 'pscredential',
  PSObject: 'psobject',
  ScriptBlock: 'scriptblock',
  Hashtable: 'hashtable',
  IDictionary: 'System.Collections.IDictionary',
  IPAddress: 'System.Net.IPAddress',
  RegistryValueKind: 'Microsoft.Win32.RegistryValueKind',
  ConsoleColor: 'ConsoleColor',
  X500DistinguishedName: 'System.Security.Cryptography.X509Certificates.X500DistinguishedName',
}

const exchange: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    words(
      'EmailAddressPolicyPriority EnhancedTimeSpan Fqdn Hostname SmtpAddress SmtpDomain SmtpDomainWithSubdomains Unlimited',
    ).map((name) => [name, `Exchange.${name}`]),
  ),
  MultiValuedProperty: 'Exchange.Multi',
  ProxyAddressCollection: 'Exchange.Multi',
  ProxyAddressTemplateCollection: 'Exchange.Multi',
}

function same(names: string): Record<string, string> {
  return Object.fromEntries(words(names).map((name) => [name, name]))
}

function words(names: string): string[] {
  return names.split(' ')
}
