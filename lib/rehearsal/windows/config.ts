import { z } from 'zod'

const port = z.number().int().min(0).max(65_535)

/** What one simulated Windows host is told when it is started. Kept in a file of mode 0600: it holds the accounts' passwords. */
export const windowsHostSchema = z.object({
  name: z.string().min(1),
  role: z.enum(['domain-controller', 'root-ca', 'issuing-ca', 'exchange', 'workstation']),
  /** Where it listens; `ports` of 0 take any free port, for tests. */
  address: z.string().default('0.0.0.0'),
  ports: z
    .object({ http: port, https: port, web: port, webTls: port, dns: port.default(53) })
    .default({ http: 5985, https: 5986, web: 80, webTls: 443, dns: 53 }),
  domain: z.object({ dns: z.string(), netbios: z.string() }),
  /** The DNS server that this host asks, as its network adapter names it; absent: it finds no name. */
  dns: z.object({ address: z.ipv4(), port: port.default(53) }).optional(),
  /** The machines of the lab: host records of the domain's DNS zone, for its first state. */
  machines: z.array(z.object({ name: z.string(), address: z.ipv4() })).default([]),
  /** Whether WinRM offers Basic inside TLS; Windows does not until it is told to. */
  basicOverTls: z.boolean().default(false),
  /** Where plain http without a port in its URL is dialled; another in tests. */
  httpPort: z.number().int().positive().default(80),
  /** Named in Exchange's messages. */
  domainController: z.string().default('LAB-DC01'),
  accounts: z.array(
    z.object({
      user: z.string().min(1),
      /** The domain's NetBIOS name, or the host's own name for a local account. */
      domain: z.string().min(1),
      password: z.string(),
      administrator: z.boolean().default(true),
    }),
  ),
  /** This host's own folder: `state.json` and its like. Deleting it resets the host. */
  folder: z.string(),
  /** Where the rehearsal speaks to it; absent: `control.sock` in the folder. A Unix socket's path is short. */
  controlSocket: z.string().optional(),
  /** What all hosts share as Active Directory does: the Exchange organisation. One file for the lab. */
  directoryFile: z.string(),
  /** The Exchange servers of the organisation, for its first state. */
  exchangeServers: z.array(z.string()).default([]),
  /** The administrator's mailbox and the like of the first state. */
  smtpDomain: z.string().optional(),
  /** How an Exchange server's IIS restarts: how many of the first tries fail, and how often each page is 503 afterwards. */
  iis: z
    .object({ failingResets: z.number().int().nonnegative(), coldRequests: z.number().int().nonnegative() })
    .default({ failingResets: 0, coldRequests: 0 }),
  quotas: z
    .object({
      maxEnvelopeKb: z.number().int().positive(),
      maxTimeoutMs: z.number().int().positive(),
      maxShellsPerUser: z.number().int().positive(),
      maxProcessesPerShell: z.number().int().positive(),
      shellIdleMs: z.number().int().positive(),
      /** PowerShellMaxConcurrency of Exchange's throttling policy. */
      exchangeShellsPerUser: z.number().int().positive(),
    })
    .default({
      maxEnvelopeKb: 500,
      maxTimeoutMs: 60_000,
      maxShellsPerUser: 30,
      maxProcessesPerShell: 25,
      shellIdleMs: 7_200_000,
      exchangeShellsPerUser: 18,
    }),
})

export type WindowsHostConfig = z.output<typeof windowsHostSchema>
export type WindowsHostInput = z.input<typeof windowsHostSchema>
export type WindowsAccount = WindowsHostConfig['accounts'][number]

export function fullName({ name, domain }: Pick<WindowsHostConfig, 'name' | 'domain'>): string {
  return `${name}.${domain.dns}`
}
