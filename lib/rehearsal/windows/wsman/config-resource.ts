import { ns } from '#lib/protocols/wsman/namespaces.ts'
import type { WindowsHost } from '../windows-host.ts'

/** WinRM's own configuration, as a Get of the resource `config` gives it: the defaults of Windows Server 2012 R2. */
export function winrmConfig({ config: { quotas } }: WindowsHost): string {
  const element = (name: string, content: string | number | boolean) => `<cfg:${name}>${content}</cfg:${name}>`
  const all = (entries: Record<string, string | number | boolean>) =>
    Object.entries(entries)
      .map(([name, content]) => element(name, content))
      .join('')
  const ports = all({ HTTP: 5985, HTTPS: 5986 })
  const clientAuth = { Basic: true, Digest: true, Kerberos: true, Negotiate: true, Certificate: true, CredSSP: false }
  const serviceAuth = {
    Basic: false,
    Kerberos: true,
    Negotiate: true,
    Certificate: false,
    CredSSP: false,
    CbtHardeningLevel: 'Relaxed',
  }
  return (
    `<cfg:Config xmlns:cfg="${ns.config}">` +
    all({
      MaxEnvelopeSizekb: quotas.maxEnvelopeKb,
      MaxTimeoutms: quotas.maxTimeoutMs,
      MaxBatchItems: 32_000,
      MaxProviderRequests: 4_294_967_295,
      Client: all({
        NetworkDelayms: 5000,
        URLPrefix: 'wsman',
        AllowUnencrypted: false,
        Auth: all(clientAuth),
        DefaultPorts: ports,
        TrustedHosts: '',
      }),
      Service: all({
        RootSDDL: 'O:NSG:BAD:P(A;;GA;;;BA)(A;;GR;;;IU)S:P(AU;FA;GA;;;WD)(AU;SA;GXGW;;;WD)',
        MaxConcurrentOperations: 4_294_967_295,
        MaxConcurrentOperationsPerUser: 1500,
        EnumerationTimeoutms: 240_000,
        MaxConnections: 300,
        MaxPacketRetrievalTimeSeconds: 120,
        AllowUnencrypted: false,
        Auth: all(serviceAuth),
        DefaultPorts: ports,
        IPv4Filter: '*',
        IPv6Filter: '*',
        EnableCompatibilityHttpListener: false,
        EnableCompatibilityHttpsListener: false,
        CertificateThumbprint: '',
        AllowRemoteAccess: true,
      }),
      Winrs: all({
        AllowRemoteShellAccess: true,
        IdleTimeout: quotas.shellIdleMs,
        MaxConcurrentUsers: 2_147_483_647,
        MaxShellRunTime: 2_147_483_647,
        MaxProcessesPerShell: quotas.maxProcessesPerShell,
        MaxMemoryPerShellMB: 1024,
        MaxShellsPerUser: quotas.maxShellsPerUser,
      }),
    }) +
    '</cfg:Config>'
  )
}
