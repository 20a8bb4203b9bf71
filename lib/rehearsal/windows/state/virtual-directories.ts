import type { Setting, VirtualDirectory, VirtualDirectoryKind } from './directory-state.ts'

/** What setup of Exchange 2013 leaves behind on one server, as Microsoft's documentation of each cmdlet gives its defaults. */
export function virtualDirectoriesOf(server: string, fqdn: string, serverNumber: number): VirtualDirectory[] {
  const kinds: [VirtualDirectoryKind, name: string, Record<string, Setting>][] = [
    ['Owa', 'owa', { ...urls(fqdn, 'owa'), ...forms, ...owa }],
    ['Ecp', 'ecp', { ...urls(fqdn, 'ecp'), ...forms, AdminEnabled: true, OwaOptionsEnabled: true }],
    ['WebServices', 'EWS', { ...urls(fqdn, 'EWS/Exchange.asmx'), ...webServices }],
    ['Oab', 'OAB', { ...urls(fqdn, 'OAB'), ...windowsOnly, RequireSSL: true, PollInterval: 480 }],
    ['ActiveSync', 'Microsoft-Server-ActiveSync', { ...urls(fqdn, 'Microsoft-Server-ActiveSync'), ...activeSync }],
    ['Mapi', 'mapi', { ...urls(fqdn, 'mapi'), IISAuthenticationMethods: ['Ntlm', 'OAuth', 'Negotiate'] }],
    ['PowerShell', 'PowerShell', { ...urls(fqdn, 'powershell'), InternalUrl: `http://${fqdn}/powershell`, ...shell }],
    ['Autodiscover', 'Autodiscover', { InternalUrl: null, ExternalUrl: null, ...webServicesLogin }],
    ['OutlookAnywhere', 'Rpc', outlookAnywhere(fqdn)],
  ]
  return kinds.map(([kind, name, settings], at) => ({
    kind,
    server: server.toUpperCase(),
    name: `${name} (Default Web Site)`,
    guid: `5d1f0c00-0000-4000-8000-${String(serverNumber * 100 + at + 1).padStart(12, '0')}`,
    settings: { ...settings, ...extendedProtection },
  }))
}

function urls(fqdn: string, path: string): Record<string, Setting> {
  return { InternalUrl: `https://${fqdn}/${path}`, ExternalUrl: null }
}

function outlookAnywhere(fqdn: string): Record<string, Setting> {
  return {
    InternalHostname: fqdn,
    InternalClientAuthenticationMethod: 'Ntlm',
    InternalClientsRequireSsl: false,
    ExternalHostname: null,
    ExternalClientAuthenticationMethod: 'Negotiate',
    ExternalClientsRequireSsl: false,
    IISAuthenticationMethods: ['Basic', 'Ntlm', 'Negotiate'],
    SSLOffloading: true,
  }
}

const forms = {
  FormsAuthentication: true,
  BasicAuthentication: true,
  WindowsAuthentication: false,
  DigestAuthentication: false,
}
const owa = { DefaultDomain: null, LogonFormat: 'FullDomain', ClientAuthCleanupLevel: 'High', GzipLevel: 'Low' }
const windowsOnly = { BasicAuthentication: false, WindowsAuthentication: true, OAuthAuthentication: false }
const webServicesLogin = { ...windowsOnly, OAuthAuthentication: true, WSSecurityAuthentication: true }
const webServices = { ...webServicesLogin, InternalNLBBypassUrl: null, MRSProxyEnabled: false, GzipLevel: 'Low' }
const activeSync = {
  BasicAuthEnabled: true,
  WindowsAuthEnabled: false,
  CompressionEnabled: false,
  ClientCertAuth: 'Ignore',
  WebSiteSSLEnabled: true,
}
const shell = {
  RequireSSL: false,
  BasicAuthentication: false,
  WindowsAuthentication: false,
  CertificateAuthentication: true,
}
const extendedProtection = {
  ExtendedProtectionTokenChecking: 'None',
  ExtendedProtectionFlags: [],
  ExtendedProtectionSPNList: [],
}
