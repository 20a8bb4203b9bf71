import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { hostNamed, isWindows } from '#lib/parts/lab/schema.ts'
import type { Dial } from '#lib/protocols/dial.ts'
import { PowerShellSession } from '#lib/protocols/psrp/session.ts'
import { WsmanTransport } from '#lib/protocols/psrp/wsman-transport.ts'
import type { StepAtWork } from '#lib/wizard/carry-out.ts'
import type { WindowsSession } from '#lib/wizard/hosts.ts'
import { keepOf } from '#lib/wizard/keep.ts'
import { credentialNames } from './credentials.ts'
import { boundWindowsSession } from './windows-session.ts'

type Place = { labId: string; answers: Answers; dial: Dial; now: () => StepAtWork }
type Open = { session: PowerShellSession; bound: WindowsSession }

/** The Windows hosts of a lab for one run: a session is opened when a Step first asks for it and kept until the end. */
export function openWindows(place: Place) {
  const sessions = new Map<string, Promise<Open>>()
  return {
    async windows(name: string): Promise<WindowsSession> {
      const open = sessions.get(name) ?? connect(name, place)
      sessions.set(name, open)
      open.catch(() => sessions.delete(name))
      return (await open).bound
    },
    async close(): Promise<void> {
      const open = await Promise.allSettled(sessions.values())
      await Promise.all(open.map(async (one) => one.status === 'fulfilled' && one.value.session.close()))
    },
  }
}

/** HTTP on 5985, where a Windows Server listens by itself; every message is sealed under the keys of the login. */
async function connect(name: string, { labId, answers, dial, now }: Place): Promise<Open> {
  const { administrator } = answers.lab
  const host = hostNamed(answers.lab, name)
  if (!host || !isWindows(host))
    throw new Failure('not-found', {
      message: `${name} is no Windows host of the inventory.`,
      remedy: 'Add it in Part 1.',
    })
  const password = await keepOf(labId).readSecret(credentialNames.windowsPassword)
  if (!password) throw noPassword(name, administrator)

  const credential = { user: administrator, password }
  const endpoint = { dial, host: name, address: host.address, port: 5985, path: '/wsman' }
  let transport: WsmanTransport | undefined
  const session = new PowerShellSession(name, () => {
    transport = new WsmanTransport({ ...endpoint, login: { kind: 'negotiate', credential } })
    return transport
  })
  return { session, bound: boundWindowsSession(session, () => transport?.server, now) }
}

const noPassword = (host: string, administrator: string) =>
  new Failure('blocked', {
    message: `The password of ${administrator} is not kept yet, so nothing can be asked of ${host}.`,
    remedy: 'Enter it under Passwords and keys in Part 1; it is kept sealed.',
    fix: { part: 'lab', tab: 'answers', field: credentialNames.windowsPassword, label: 'Give the Windows password' },
  })
