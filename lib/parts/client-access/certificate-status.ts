import type { Answers } from '#lib/parts/answers.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { noPassword } from '#lib/parts/no-password.ts'
import { day } from '#lib/parts/pki/life.ts'
import type { Certificate } from '#lib/protocols/x509/certificate.ts'
import { blocked, type Finding, type Step, type StepContext, satisfied } from '#lib/wizard/step.ts'
import { keyProviderOn, verifiedOn } from './certutil.ts'
import { certificatesOn } from './exchange-certificates.ts'
import { exchangeServers } from './exchange-servers.ts'
import { keptLeaf, noLeaf } from './kept-leaf.ts'

export const certificateStatus: Step<Answers> = {
  id: 'certificate-status',
  title: 'Read back the status of the certificate',
  purpose:
    'What each Exchange server itself thinks of the certificate: its status (the admin center assigns only one that is Valid), which provider holds its key, and, where the status is not Valid, which address failed.',
  hostsOf: (answers) => exchangeServers(answers),
  timeoutMs: 300_000,

  async check(context) {
    const { answers, hosts, keep, prove } = context
    const leaf = await keptLeaf(keep)
    if (!leaf) return noLeaf
    if (!(await keep.readSecret(kept.windowsPassword))) return noPassword(answers)
    const facts: { name: string; value: string }[] = []
    for (const host of exchangeServers(answers)) {
      const held = (await certificatesOn(hosts, host)).find(({ thumbprint }) => thumbprint === leaf.sha1)
      if (!held?.hasPrivateKey) return notHeld(host, leaf)
      if (held.status !== 'Valid') return notValid(context, host, leaf, held.status)
      const provider = await keyProviderOn(await hosts.windows(host), leaf.sha1)
      if (provider && /Key Storage Provider/i.test(provider)) return underCng(host, provider, leaf)
      const services = held.services.join(', ') || 'no service'
      facts.push({
        name: host,
        value: `Valid, until ${day(held.notAfter)}; ${services}; ${provider ?? notShown}`,
      })
    }
    prove({ kind: 'fact', subject: 'certificate-status', data: facts })
    return satisfied(
      `Valid on ${exchangeServers(answers).join(', ')}; ${facts.some(({ value }) => value.endsWith(notShown)) ? 'not every server shows the provider of its key' : 'its key is under a cryptographic service provider'}.`,
    )
  },

  // Nothing can be wrong here that this Step could change: its look is the proof.
  async apply() {},
}

const notShown = 'provider not shown'

const notHeld = (host: string, { sha1 }: Certificate) =>
  blocked(
    `${host} does not hold the certificate ${sha1} with its private key.`,
    'Run “Import the certificate on every Exchange server”.',
    { part: 'client-access', step: 'import-certificate', label: 'Go to the import' },
  )

async function notValid(
  context: StepContext<Answers>,
  host: string,
  leaf: Certificate,
  status: string,
): Promise<Finding> {
  const { cause, remedy, fix } = causes[status] ?? unknownStatus
  const failed = await verifiedOn(await context.hosts.windows(host), leaf)
  context.prove({
    kind: 'fact',
    subject: 'certificate-status',
    data: [{ name: host, value: [`${status} (${leaf.sha1})`, ...failed].join('; ') }],
  })
  const seen = failed.length > 0 ? ` certutil says there: ${failed.join('; ')}.` : ''
  return blocked(`${host} gives the certificate ${leaf.sha1} the status ${status}: ${cause}.${seen}`, remedy, fix)
}

type Cause = { cause: string; remedy: string; fix: Extract<Finding, { state: 'blocked' }>['fix'] }

const toTheLists = { part: 'client-access', step: 'prove-revocation', label: 'Go to the revocation check' }
const toTheLeaf = { part: 'client-access', step: 'issue-leaf', label: 'Go to the certificate' }
const toTheTrust = { part: 'pki', step: 'trust-authorities', label: 'Go to the trust' }

/** The words of CertificateStatus, with what is behind each. */
const causes: Readonly<Record<string, Cause>> = {
  RevocationCheckFailure: {
    cause:
      'it cannot fetch a revocation list of the chain. The name of the list does not resolve there, a proxy stands in the way, the list has expired, or the list of the root CA is missing',
    remedy:
      'Run “Prove that every server can check revocation”: it names the cause. Windows remembers a failure for a while: “certutil -setreg chain\\ChainCacheResyncFiletime @now” and “certutil -urlcache crl delete” make it ask again.',
    fix: toTheLists,
  },
  Unknown: {
    cause: 'it could not be found out, most often because a revocation list cannot be fetched',
    remedy: 'Run “Prove that every server can check revocation”: it names the cause.',
    fix: toTheLists,
  },
  Untrusted: {
    cause: 'the chain does not end in a root CA that this server trusts',
    remedy: 'Run “Let the Windows hosts trust the authorities” in Part 2 again.',
    fix: toTheTrust,
  },
  Invalid: {
    cause: 'the chain could not be built, or a certificate in it is damaged',
    remedy:
      'Run “Look at the certificate stores”: it shows whether the intermediate CA stands in the store CA, and whether an expired one of the same name stands beside it.',
    fix: { part: 'client-access', step: 'look-at-stores', label: 'Go to the stores' },
  },
  DateInvalid: {
    cause: 'it has expired, is not valid yet, or the clock of the server is wrong',
    remedy:
      'Compare the clock of the server with that of the domain controller; where the certificate has expired, sign it anew.',
    fix: toTheLeaf,
  },
  Revoked: {
    cause: 'the intermediate CA has revoked it',
    remedy: 'Make a new request and have it signed: a revoked certificate does not become valid again.',
    fix: toTheLeaf,
  },
}

const unknownStatus: Cause = {
  cause: 'Fairlead knows no such status',
  remedy: 'Look at the certificate in the Exchange admin center on this server.',
  fix: toTheLists,
}

/** Exchange 2013 reads keys by the older interface: under a key storage provider, logon pages come back again and again. */
const underCng = (host: string, provider: string, { sha1 }: Certificate) =>
  blocked(
    `On ${host} the key of ${sha1} is held by the ${provider}. Outlook on the web and the admin center of Exchange 2013 fall back to the logon page with it.`,
    `On ${host}, export the certificate with its key, delete it, and import it with “certutil -csp "Microsoft RSA SChannel Cryptographic Provider" -importpfx file.pfx”; then look again.`,
  )
