import type { CertificateServices } from './exchange-certificates.ts'
import type { UrlCache } from './url-cache.ts'

/** What one Windows host keeps. Plain JSON in `state.json` of its folder. */
export type HostState = {
  /** LocalMachine's stores by name (`My`, `Root`, `CA`), then by SHA-1 thumbprint in capitals. */
  certificates: Record<string, Record<string, KeptCertificate>>
  /** Keys by full path (`HKEY_LOCAL_MACHINE\SOFTWARE\…`), then values by name. */
  registry: Record<string, Record<string, RegistryValue>>
  services: Record<string, KeptService>
  /** By full path (`C:\Temp\x.req`): content as base64, or null for a folder. */
  files: Record<string, string | null>
  hotfixes: { id: string; description: string; installedOn: string }[]
  iis: {
    bindings: { site: string; protocol: 'http' | 'https'; port: number; thumbprint?: string }[]
    /** The certificate that port 443 serves: the bound one as of the last restart of IIS. */
    servedThumbprint: string
    /** How many of the next `iisreset` fail, as the first often does. */
    failingResets: number
    restarts: number
  }
  /** The certificate of the listener on 5986. */
  winrmThumbprint: string
  /** DNS zones by name in small letters; only on a DNS server. */
  zones: Record<string, DnsZone>
  /** On an Exchange server; absent: as setup left it. */
  certificateServices?: CertificateServices
  /** What CryptoAPI fetched, by URL. */
  urlCache?: UrlCache
  /** WinHTTP's proxy as `proxy:8080`, and the names that go around it; absent: direct access. */
  winHttpProxy?: { server: string; bypass: string }
}

export type KeptCertificate = {
  der: string
  /** PKCS#8 in PEM, where the private key is here too. */
  keyPem?: string
  exportable?: boolean
  friendlyName?: string
  /** The provider that holds the key; absent: the one that Windows falls back to. */
  provider?: string
  /** The PKCS#10 request, where this stands in the store REQUEST for a certificate that has not come yet. */
  requestDer?: string
}

export type RegistryKind = 'String' | 'ExpandString' | 'DWord' | 'QWord' | 'Binary' | 'MultiString'
export type RegistryValue = { kind: RegistryKind; value: string | number | string[] }

export type KeptService = {
  displayName: string
  status: 'Running' | 'Stopped'
  startMode: 'Automatic' | 'Manual' | 'Disabled'
  /** Names of services that must run for this one to run. */
  dependsOn: string[]
}

export type DnsZone = {
  dynamicUpdate: 'None' | 'Secure' | 'NonsecureAndSecure'
  adIntegrated: boolean
  /** Where Active Directory keeps it: `Domain`, `Forest`, … */
  replicationScope?: string
  /** Where the server keeps it, where Active Directory does not. */
  zoneFile?: string
  autoCreated: boolean
  /** `name` is relative to the zone, `@` for the zone itself. */
  records: { name: string; type: string; ttlSeconds: number; data: string }[]
}

/** The system's environment variables: Windows keeps them in this registry key and nowhere else. */
export const environmentKey = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment'
