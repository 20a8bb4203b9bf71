import type { Role } from '#lib/parts/lab/schema.ts'
import { cellStrong, code, muted } from '#lib/report/pdf/ink.ts'
import type { Paper } from '#lib/report/pdf/paper.ts'
import { table } from '#lib/report/pdf/table.ts'
import { heading, paragraph } from '#lib/report/pdf/text.ts'
import { topologyFigure } from '#lib/report/pdf/topology-figure.ts'
import type { ReportData, ReportIdentity } from '#lib/report/report-data.ts'
import { moment } from '#lib/report/words/moments.ts'

export function topologySection(paper: Paper, data: ReportData): void {
  const { lab, answers } = data
  heading(paper, 2, 'Topology', { destination: 'topology', keep: 160 })
  topologyFigure(paper, {
    ...answers.lab,
    holder: lab.holder,
    advertSeconds: answers['high-availability'].advertSeconds,
  })
}

/** Which machines there are, and by which keys they were told from others. */
export function inventory(paper: Paper, { lab, answers }: ReportData): void {
  heading(paper, 2, 'Hosts and their identities', { destination: 'inventory' })
  const identities = new Map(lab.identities.map((identity) => [identity.host, identity]))
  paragraph(
    paper,
    'An SSH key, or the certificate of WinRM on 5986, is approved by a person who has compared it with what the machine’s console ' +
      'shows; Fairlead logs in to no machine that shows another. Where WinRM answers on 5985 alone there is no certificate: the ' +
      'name was approved, which the server proves in each login, and messages are sealed. A dash: this machine was not asked.',
    { style: muted },
  )
  table(
    paper,
    [
      { title: 'Host', share: 21, style: cellStrong },
      { title: 'Role', share: 17 },
      { title: 'Address', share: 15 },
      { title: 'Identity', share: 32, style: code },
      { title: 'Approved', share: 20 },
    ],
    answers.lab.hosts.map(({ name, role, address }) => {
      const identity = identities.get(name)
      return [name, roles[role], address, keyOf(identity), approvalOf(identity)]
    }),
  )
}

/** Names that clients ask for, and what else was agreed about the network. */
export function names(paper: Paper, { answers }: ReportData): void {
  const { lab, nodes } = answers
  heading(paper, 2, 'Names and addresses', { destination: 'names', keep: 140 })
  table(
    paper,
    [
      { title: 'Name or network', share: 34, style: code },
      { title: 'Address', share: 20, style: code },
      { title: 'For', share: 46 },
    ],
    [
      [lab.mailName, lab.virtualAddress, 'Everything that clients ask Exchange for'],
      [lab.autodiscoverName, lab.virtualAddress, 'Autodiscover'],
      [lab.pkiName, lab.virtualAddress, 'CRLs and CA certificates, over plain http'],
      [lab.smtpDomain, '–', 'Domain of the mail addresses'],
      [lab.adDomain, '–', `Active Directory domain, NetBIOS name ${lab.netbios}`],
      [lab.subnet, nodes.gateway, 'Subnet of the nodes, and its gateway'],
    ],
  )
}

const roles: Record<Role, string> = {
  'domain-controller': 'Domain controller',
  'root-ca': 'Root CA',
  'issuing-ca': 'Issuing CA',
  exchange: 'Exchange server',
  'load-balancer': 'HAProxy node',
  workstation: 'Workstation',
}

function keyOf(identity: ReportIdentity | undefined): string {
  if (!identity) return '–'
  const { protocol, algorithm, approvedFingerprint, approvedDetails, offeredFingerprint, offeredDetails } = identity
  const fingerprint = approvedFingerprint ?? offeredFingerprint
  if (protocol === 'ssh') return `${algorithm}\n${fingerprint}`
  if (fingerprint.includes('\\')) return `WinRM on 5985, name\n${fingerprint}`
  const details = approvedFingerprint ? approvedDetails : offeredDetails
  const [subject, valid] = ['subject', 'valid'].map((name) => details.find((one) => one.name === name)?.value)
  return `WinRM on 5986, certificate\n${fingerprint}${subject ? `\n${subject}` : ''}${valid ? `\nvalid ${valid}` : ''}`
}

function approvalOf(identity: ReportIdentity | undefined) {
  if (!identity) return '–'
  const { approvedFingerprint, approvedAt, approvedBy, offeredFingerprint } = identity
  if (!approvedFingerprint) return { text: 'by nobody yet', mark: 'warn' as const }
  const text = `by ${approvedBy ?? 'somebody'}${approvedAt ? `,\n${moment(approvedAt)}` : ''}`
  if (approvedFingerprint === offeredFingerprint) return { text, mark: 'ok' as const }
  return { text: `${text}; it shows another identity now`, mark: 'bad' as const }
}
