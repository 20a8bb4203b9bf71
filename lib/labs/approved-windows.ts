import { db } from '#lib/db.ts'
import { Failure } from '#lib/failure.ts'
import type { WindowsIdentity } from '#lib/protocols/psrp/windows-session.ts'
import { approvedIdentity } from './windows-fingerprint.ts'

/** What a person approved of a Windows host. Throws `identity-unknown` where nobody has. */
export async function approvedWindows(labId: string, host: string): Promise<WindowsIdentity> {
  const row = await db.hostIdentity.findUnique({
    where: { labId_host_protocol: { labId, host, protocol: 'winrm' } },
  })
  if (row?.approvedFingerprint) return approvedIdentity(row.approvedFingerprint)
  throw new Failure('identity-unknown', {
    message: `Nobody has approved the identity of ${host} yet, so nothing is sent to it.`,
    remedy:
      'Open the Identities tab of Part 1, compare the certificate of its WinRM with the console of the server, and approve it.',
    fix: { part: 'lab', tab: 'identities', label: 'Open Identities' },
  })
}
