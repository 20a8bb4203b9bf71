import { kept } from '#lib/parts/kept-names.ts'
import type { WindowsIdentity, WindowsSession } from '#lib/wizard/hosts.ts'
import { blocked, type Finding, type Keep } from '#lib/wizard/step.ts'
import type { LabAnswers, LabHost } from './schema.ts'

/** Kerberos refuses a login beyond five minutes. */
const mostSkewMs = 5 * 60_000

/** `undefined` where the password is kept; it is looked for once, before the first host is asked. */
export async function windowsPassword(lab: LabAnswers, keep: Keep): Promise<Finding | undefined> {
  if (await keep.readSecret(kept.windowsPassword)) return undefined
  return blocked(
    `The password of ${lab.administrator} is not kept yet, so the Windows hosts cannot be asked.`,
    'Enter it under Passwords and keys, on this Part; it is kept sealed.',
    { part: 'lab', tab: 'answers', field: kept.windowsPassword, label: 'Give the Windows password' },
  )
}

/** Who answers there and how it is spoken to, as one line; or what makes it unfit. */
export async function windowsFacts(
  host: LabHost,
  lab: LabAnswers,
  session: WindowsSession,
): Promise<{ value: string } | Finding> {
  const identity = await session.identity()
  const stranger = otherName(host, lab, identity)
  if (stranger) return stranger
  const aheadMs = await clockAhead(session)
  if (aheadMs !== undefined && Math.abs(aheadMs) > mostSkewMs)
    return blocked(
      `The clock of ${host.name} is ${seconds(aheadMs)}; beyond five minutes Kerberos refuses every login.`,
      'Put its time right (w32tm /resync), and that of the domain controller it takes it from.',
    )
  const { computer, domain, login, sealed, version } = identity
  return {
    value: [
      `PowerShell ${version ?? 'of no version'}`,
      `named itself ${computer ?? 'nothing'} of ${domain ?? 'no domain'} in the ${login.toUpperCase()} login`,
      `messages sealed by ${sealed.toUpperCase()}`,
      aheadMs === undefined ? 'clock not told' : `clock ${seconds(aheadMs)}`,
    ].join(', '),
  }
}

/** On 5985 there is no certificate: what the server proves is that it shares the keys of this login, under this name. */
function otherName(host: LabHost, lab: LabAnswers, { computer, domain }: WindowsIdentity): Finding | undefined {
  const short = computer?.split('.')[0]
  const isItself = !short || short.toLowerCase() === host.name.toLowerCase()
  // A stand-alone root CA belongs to no domain: it names itself there.
  const isOurs =
    !domain ||
    host.role === 'root-ca' ||
    [lab.adDomain, lab.netbios].some((own) => own.toLowerCase() === domain.toLowerCase())
  if (isItself && isOurs) return undefined
  return blocked(
    `At ${host.address} answers ${computer ?? 'a server without a name'} of ${domain ?? 'no domain'}, not ${host.name} of ${lab.adDomain}.`,
    'Put name, address and domain right in the answers; if they are right, somebody else has this address.',
    { part: 'lab', field: 'hosts', tab: 'answers', label: 'Go to the hosts' },
  )
}

/** Milliseconds that its clock is ahead of this one, measured from the middle of the question. */
async function clockAhead(session: WindowsSession): Promise<number | undefined> {
  const asked = Date.now()
  const [now] = await session.run([{ name: 'Get-Date' }])
  const middle = (asked + Date.now()) / 2
  return now instanceof Date ? Math.round(now.getTime() - middle) : undefined
}

function seconds(aheadMs: number): string {
  const by = (Math.abs(aheadMs) / 1000).toFixed(1)
  return `${by} s ${aheadMs < 0 ? 'behind' : 'ahead'}`
}
