import type { Answers } from '#lib/parts/answers.ts'
import type { HostIdentity } from '#lib/wizard/hosts.ts'
import { blocked, type Step, satisfied } from '#lib/wizard/step.ts'
import { hostsWith, windowsHosts } from './schema.ts'

const FIX = { part: 'lab', tab: 'identities', label: 'Open Identities' }

/** Only a person approves. The Step asks every machine who it is, and goes on when each is the approved one. */
export const approveIdentities: Step<Answers> = {
  id: 'approve-identities',
  title: 'Identities are approved',
  purpose:
    'Every host shows its SSH key, or the certificate or names of its WinRM; a person compares it with the console and approves it once, before the first command.',
  hostsOf: ({ lab }) => [...hostsWith(lab, 'load-balancer'), ...windowsHosts(lab)].map(({ name }) => name),
  timeoutMs: 60_000,

  async check({ hosts, signal, prove }) {
    const identities = await hosts.identities(signal)
    const changed = identities.find(isChanged)
    if (changed) {
      return blocked(
        `${changed.host} shows ${anotherOne(changed)}: ${changed.fingerprint} now, ${changed.approvedFingerprint} approved.`,
        'Compare with the console of the machine. If it was installed anew or its certificate was renewed, replace the approval on the Identities tab; if not, somebody may be in between.',
        FIX,
      )
    }
    const unknown = identities.filter(({ approved }) => !approved)
    if (unknown.length > 0) {
      return blocked(
        `Nobody has approved the identity of ${listed(unknown.map(({ host }) => host))} yet.`,
        `Open the Identities tab, compare each fingerprint with what the machine’s console shows (${consoleWords(unknown)}), and approve it.`,
        FIX,
      )
    }
    prove({
      kind: 'fact',
      subject: 'identities',
      data: identities.map((identity) => ({ name: identity.host, value: approvedAs(identity) })),
    })
    return satisfied(`${identities.length} hosts approved.`)
  },

  async apply() {},
}

const isChanged = ({ approved, approvedFingerprint }: HostIdentity) => !approved && approvedFingerprint !== undefined

function anotherOne({ protocol, algorithm, approvedFingerprint = '' }: HostIdentity): string {
  if (protocol === 'ssh') return 'another key than the approved one'
  const hadCertificate = !approvedFingerprint.includes('\\')
  if (algorithm === 'certificate')
    return hadCertificate
      ? 'another certificate than the approved one'
      : 'a certificate on 5986 by now, where its name on 5985 was approved'
  return hadCertificate
    ? 'no certificate on 5986 any more, and only gives its name on 5985'
    : 'another name than the approved one'
}

function consoleWords(identities: readonly HostIdentity[]): string {
  const words = [
    ...(identities.some(({ protocol }) => protocol === 'ssh')
      ? ['ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub']
      : []),
    ...(identities.some(({ algorithm }) => algorithm === 'certificate')
      ? ['for a certificate of WinRM, the thumbprint in winrm enumerate winrm/config/listener']
      : []),
    ...(identities.some(({ algorithm }) => algorithm === 'name') ? ['for a name, hostname'] : []),
  ]
  return words.join('; ')
}

function approvedAs({ protocol, algorithm, fingerprint, details }: HostIdentity): string {
  if (protocol === 'ssh') return `${algorithm} ${fingerprint}`
  if (algorithm === 'name')
    return `WinRM on 5985, named ${fingerprint}: no certificate; it proves the name in each login, and messages are sealed`
  const detail = (name: string) => details.find((one) => one.name === name)?.value ?? '?'
  return `WinRM on 5986, certificate ${fingerprint}, ${detail('subject')}, valid ${detail('valid')}`
}

const listed = (names: string[]) =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
