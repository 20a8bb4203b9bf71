import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { hostNamed, isWindows, type LabHost } from '#lib/parts/lab/schema.ts'
import type { Credential } from '#lib/protocols/ntlm/identity.ts'
import type { WindowsIdentity } from '#lib/protocols/psrp/windows-session.ts'
import { keepOf } from '#lib/wizard/keep.ts'
import { approvedWindows } from './approved-windows.ts'
import { credentialNames } from './credentials.ts'

type Login = { host: LabHost; identity: WindowsIdentity; credential: Credential }

/** Where a Windows host is, by what it is told from others, and with what it is logged in to. */
export async function windowsLogin(name: string, labId: string, { lab }: Answers): Promise<Login> {
  const host = hostNamed(lab, name)
  if (!host || !isWindows(host))
    throw new Failure('not-found', {
      message: `${name} is no Windows host of the inventory.`,
      remedy: 'Add it in Part 1.',
    })
  const identity = await approvedWindows(labId, name)
  const password = await keepOf(labId).readSecret(credentialNames.windowsPassword)
  if (!password) throw noPassword(name, lab.administrator)
  return { host, identity, credential: { user: lab.administrator, password } }
}

const noPassword = (host: string, administrator: string) =>
  new Failure('blocked', {
    message: `The password of ${administrator} is not kept yet, so nothing can be asked of ${host}.`,
    remedy: 'Enter it under Passwords and keys in Part 1; it is kept sealed.',
    fix: { part: 'lab', tab: 'answers', field: credentialNames.windowsPassword, label: 'Give the Windows password' },
  })
