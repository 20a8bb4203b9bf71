import { z } from 'zod'
import { Failure } from '#lib/failure.ts'
import type { Hosts } from '#lib/wizard/hosts.ts'
import { listCertificates } from './certificate-pipelines.ts'

/** Also what Windows says of a certificate when it is asked (Status of Get-ExchangeCertificate). */
export type ExchangeCertificate = {
  thumbprint: string
  subject: string
  friendlyName: string
  /** `IIS`, `SMTP` …; empty where it serves nothing. */
  services: string[]
  /** `Valid`, `RevocationCheckFailure`, `PendingRequest` … */
  status: string
  hasPrivateKey: boolean
  /** Of Exchange 2010 and later; unknown where it is not said. */
  isExportable: boolean | undefined
  notAfter: Date
  /** The names that it is for, in lower case. */
  domains: string[]
}

/** Every certificate of one Exchange server, and its pending requests. */
export async function certificatesOn(hosts: Hosts, host: string): Promise<ExchangeCertificate[]> {
  const output = await (await hosts.exchange(host)).run(listCertificates(host))
  const read = z.array(certificateSchema).safeParse(output.flat())
  if (read.success) return read.data
  throw new Failure('protocol', {
    message: `${host} answered Get-ExchangeCertificate with something else than certificates: ${read.error.issues[0]?.path.join('.')} ${read.error.issues[0]?.message}`,
    remedy: 'Run Get-ExchangeCertificate | Format-List in the Exchange Management Shell and compare.',
  })
}

export const isPending = ({ status }: ExchangeCertificate): boolean => status === 'PendingRequest'

const text = z.unknown().transform((value) => (typeof value === 'string' ? value : String(value ?? '')))
const words = text.transform((value) => value.split(/[\s,]+/).filter((word) => word !== '' && word !== 'None'))

/** As it comes over the wire, deserialised: enumerations by name, lists as lists or as their text. */
const certificateSchema = z
  .object({
    Thumbprint: z.string().regex(/^[0-9A-Fa-f]{40}$/),
    Subject: text,
    FriendlyName: text,
    Services: words,
    Status: text,
    HasPrivateKey: z.boolean(),
    PrivateKeyExportable: z.boolean().optional().catch(undefined),
    NotAfter: z.date(),
    CertificateDomains: z.union([z.array(text), words]).catch([]),
  })
  .transform((one) => ({
    thumbprint: one.Thumbprint.toUpperCase(),
    subject: one.Subject,
    friendlyName: one.FriendlyName,
    services: one.Services,
    status: one.Status,
    hasPrivateKey: one.HasPrivateKey,
    isExportable: one.PrivateKeyExportable,
    notAfter: one.NotAfter,
    domains: one.CertificateDomains.map((name) => name.toLowerCase()),
  }))
