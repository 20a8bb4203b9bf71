import type { IdentityDetail } from '#lib/wizard/hosts.ts'
import type { PartView, RunView } from '#lib/wizard/view.ts'

/** One lab as the pages show it: what /api/labs/[labId] answers, and what TanStack Query keeps fresh. */
export type LabView = {
  id: string
  name: string
  kind: 'real' | 'rehearsal'
  release: string | null
  mailName: string
  virtualAddress: string
  /** The Part the administrator should look at: the first that is not done. Derived. */
  currentPartId: string
  parts: PartView[]
  activeRun: RunView | null
  lastRun: RunView | null
  identities: IdentityView[]
  certificate: { notAfter: string; daysLeft: number } | null
  /** Of a rehearsal: which of its machines are up. */
  machines: { host: string; up: boolean }[] | null
  hosts: { name: string; address: string; role: string }[]
  /** Who holds the virtual address, as the latest evidence says. */
  holder: string | null
}

/** What a machine showed last, and what a person has approved of it; see `HostIdentity`. */
export type IdentityView = {
  host: string
  protocol: 'ssh' | 'winrm'
  algorithm: string
  offeredFingerprint: string
  offeredDetails: IdentityDetail[]
  offeredAt: string
  approvedFingerprint: string | null
  approvedDetails: IdentityDetail[]
  approvedAt: string | null
  approvedBy: string | null
}

export type LabSummary = Pick<
  LabView,
  'id' | 'name' | 'kind' | 'mailName' | 'currentPartId' | 'activeRun' | 'lastRun' | 'certificate'
> & {
  done: number
  of: number
  /** "All proven", "Part 5 is running, step 3 of 6", "Stopped half-way in Part 3: look again at 1 step". */
  standing: string
  state: 'untouched' | 'running' | 'done' | 'attention' | 'half-way'
}
