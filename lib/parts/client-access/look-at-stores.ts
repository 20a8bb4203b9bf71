import { z } from 'zod'
import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import { noPassword } from '#lib/parts/no-password.ts'
import { authorities, signer } from '#lib/parts/pki/authorities.ts'
import { day } from '#lib/parts/pki/life.ts'
import type { Certificate } from '#lib/protocols/x509/certificate.ts'
import type { Cmd, Hosts } from '#lib/wizard/hosts.ts'
import { blocked, type Step, satisfied } from '#lib/wizard/step.ts'
import { exchangeServers } from './exchange-servers.ts'

export const lookAtStores: Step<Answers> = {
  id: 'look-at-stores',
  title: 'Look at the certificate stores',
  purpose:
    'Looks again, by thumbprint, whether every Exchange server holds the root CA among the Trusted Root Certification Authorities and the intermediate CA among the Intermediate ones, and what else of the same name stands there.',
  hostsOf: (answers) => exchangeServers(answers),
  timeoutMs: 180_000,

  async check({ answers, keep, hosts, prove }) {
    const root = await signer(keep, authorities.root)
    if ('state' in root) return root
    const intermediate = await signer(keep, authorities.intermediate)
    if ('state' in intermediate) return intermediate
    if (!(await keep.readSecret(kept.windowsPassword))) return noPassword(answers)
    const rows: { name: string; value: string }[] = []
    const odd: string[] = []
    for (const name of exchangeServers(answers)) {
      for (const [store, title, wanted] of [
        ['Root', 'root CA', root.facts],
        ['CA', 'intermediate CA', intermediate.facts],
      ] as const) {
        const held = await certificatesIn(hosts, name, store)
        if (!held.some(({ thumbprint }) => thumbprint === wanted.sha1)) return missing(name, { store, title, wanted })
        const namesakes = held.filter((one) => one.thumbprint !== wanted.sha1 && isNamesake(one, wanted))
        rows.push({ name, value: `LocalMachine\\${store} holds the ${title} ${wanted.sha1}` })
        for (const one of namesakes) odd.push(namesakeInWords(name, store, title, one))
      }
    }
    prove({
      kind: 'fact',
      subject: 'certificate-stores',
      data: [...rows, ...odd.map((value) => ({ name: 'Beside it', value })), ...workstations(answers)],
    })
    return satisfied([`${exchangeServers(answers).length} Exchange servers hold both authorities.`, ...odd].join(' '))
  },

  // What is missing is put there by Part 2, and nothing is deleted unasked: the look is all.
  async apply() {},
}

type Held = z.output<typeof heldSchema>
const heldSchema = z
  .object({ Thumbprint: z.string(), Subject: z.string(), NotAfter: z.date() })
  .transform(({ Thumbprint, Subject, NotAfter }) => ({
    thumbprint: Thumbprint.toUpperCase(),
    subject: Subject,
    notAfter: NotAfter,
  }))

const listStore = (store: 'Root' | 'CA'): Cmd[] => [
  { name: 'Get-ChildItem', parameters: { LiteralPath: `Cert:\\LocalMachine\\${store}` } },
  { name: 'Select-Object', parameters: { Property: ['Thumbprint', 'Subject', 'NotAfter'] } },
]

async function certificatesIn(hosts: Hosts, host: string, store: 'Root' | 'CA'): Promise<Held[]> {
  const output = await (await hosts.windows(host)).run(listStore(store))
  const read = z.array(heldSchema).safeParse(output.flat())
  if (read.success) return read.data
  throw new Failure('protocol', {
    message: `${host} answered with something else than the certificates of LocalMachine\\${store}.`,
    remedy: 'Compare with “certlm.msc” on this server.',
  })
}

const isNamesake = ({ subject }: Held, { commonName = '' }: Certificate) =>
  subject.split(/,\s*/).some((part) => part.toLowerCase() === `cn=${commonName.toLowerCase()}`)

/** Another certificate of the same name is not deleted: somebody may have issued certificates below it. */
function namesakeInWords(host: string, store: 'Root' | 'CA', title: string, { thumbprint, notAfter }: Held): string {
  const past = notAfter.getTime() < Date.now()
  const remedy = `“certutil -delstore ${store} ${thumbprint}” removes it, once no certificate below it is in use any more.`
  return past
    ? `On ${host}, LocalMachine\\${store} also holds an expired ${title} of the same name (${thumbprint}, until ${day(notAfter)}): IIS may send it instead of the valid one. ${remedy}`
    : `On ${host}, LocalMachine\\${store} also holds another ${title} of the same name (${thumbprint}, until ${day(notAfter)}). ${remedy}`
}

function missing(host: string, { store, title, wanted }: { store: string; title: string; wanted: Certificate }) {
  return blocked(
    `${host} does not hold the ${title} ${wanted.sha1} in LocalMachine\\${store}: its certificate would be trusted by nobody there.`,
    'Run “Let the Windows hosts trust the authorities” in Part 2 again.',
    { part: 'pki', step: 'trust-authorities', label: 'Go to the trust' },
  )
}

function workstations({ lab }: Answers) {
  return hostsWith(lab, 'workstation').map(({ name }) => ({
    name,
    value:
      'Fairlead stands in its place and trusts the root CA that it made. A workstation of people needs it too: by Group Policy, or with “certutil -addstore Root root.crt” and “certutil -addstore CA intermediate.crt” there.',
  }))
}
