/** Words of Exchange's enumerations, by the name of the type, where the documentation of a parameter does not list them. */
export const enumerations: Readonly<Record<string, readonly string[]>> = {
  LogonFormats: ['FullDomain', 'PrincipalName', 'UserName'],
  ClientAuthCleanupLevels: ['Low', 'High'],
  GzipLevel: ['Off', 'Low', 'High', 'Error'],
  ClientCertAuthTypes: ['Ignore', 'Accepted', 'Required'],
  ExtendedProtectionTokenCheckingMode: ['None', 'Allow', 'Require'],
  PublicFoldersDeployment: ['None', 'Local', 'Remote'],
  OutlookProviderFlags: ['None', 'ServerExclusive'],
  ServiceState: ['Active', 'Inactive', 'Draining'],
  AuthenticationMethod: [
    ...['Basic', 'Digest', 'Ntlm', 'Fba', 'WindowsIntegrated', 'LiveIdFba', 'LiveIdBasic', 'WSSecurity', 'Certificate'],
    ...['NegoEx', 'OAuth', 'Adfs', 'Kerberos', 'Negotiate', 'LiveIdNegotiate', 'MaxValidValue', 'Misconfigured'],
  ],
}
