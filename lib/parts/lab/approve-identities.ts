import type { Answers } from '#lib/parts/answers.ts'
import type { HostIdentity } from '#lib/wizard/hosts.ts'
import { blocked, type Step, satisfied } from '#lib/wizard/step.ts'
import { hostsWith } from './schema.ts'

const FIX = { part: 'lab', tab: 'identities', label: 'Open Identities' }

/** Only a person approves. The Step asks every machine for its key, and goes on when each is the approved one. */
export const approveIdentities: Step<Answers> = {
  id: 'approve-identities',
  title: 'Identities are approved',
  purpose:
    'Every host shows its SSH key; a person compares it with the console and approves it once, before the first command.',
  hostsOf: ({ lab }) => hostsWith(lab, 'load-balancer').map(({ name }) => name),
  timeoutMs: 60_000,

  async check({ hosts, signal, prove }) {
    const identities = await hosts.identities(signal)
    const changed = identities.find(isChanged)
    if (changed) {
      return blocked(
        `${changed.host} shows another key than the approved one: ${changed.fingerprint} now, ${changed.approvedFingerprint} approved.`,
        'Compare with the console of the machine. If it was installed anew, replace the approval on the Identities tab; if not, somebody may be in between.',
        FIX,
      )
    }
    const unknown = identities.filter(({ approved }) => !approved).map(({ host }) => host)
    if (unknown.length > 0) {
      return blocked(
        `Nobody has approved the identity of ${unknown.join(' and ')} yet.`,
        'Open the Identities tab, compare each fingerprint with what the machine’s console shows (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), and approve it.',
        FIX,
      )
    }
    prove({
      kind: 'fact',
      subject: 'identities',
      data: identities.map(({ host, algorithm, fingerprint }) => ({
        name: host,
        value: `${algorithm} ${fingerprint}`,
      })),
    })
    return satisfied(`${identities.length} hosts approved.`)
  },

  async apply() {},
}

const isChanged = ({ approved, approvedFingerprint }: HostIdentity) => !approved && approvedFingerprint !== undefined
