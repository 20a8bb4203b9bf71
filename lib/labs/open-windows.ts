import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { hostNamed, isWindows } from '#lib/parts/lab/schema.ts'
import type { Dial } from '#lib/protocols/dial.ts'
import { PowerShellSession } from '#lib/protocols/psrp/session.ts'
import { windowsEndpoint } from '#lib/protocols/psrp/windows-session.ts'
import { WsmanTransport } from '#lib/protocols/psrp/wsman-transport.ts'
import type { StepAtWork } from '#lib/wizard/carry-out.ts'
import type { WindowsSession } from '#lib/wizard/hosts.ts'
import { keepOf } from '#lib/wizard/keep.ts'
import { approvedWindows } from './approved-windows.ts'
import { credentialNames } from './credentials.ts'
import { boundExchangeSession } from './exchange-session.ts'
import { boundWindowsSession } from './windows-session.ts'

type Place = { labId: string; answers: Answers; dial: Dial; now: () => StepAtWork }
type Open = { session: PowerShellSession; bound: WindowsSession; leave?: () => Promise<void> }

/** The Windows hosts of a lab for one run: a session is opened when a Step first asks for it and kept until the end. */
export function openWindows(place: Place) {
  const sessions = new Map<string, Promise<Open>>()
  const opened = async (key: string, open: () => Promise<Open>): Promise<WindowsSession> => {
    const one = sessions.get(key) ?? open()
    sessions.set(key, one)
    one.catch(() => sessions.delete(key))
    return (await one).bound
  }
  return {
    windows: (name: string) => opened(name, () => connect(name, place)),
    exchange: (name: string) => opened(ofExchange(name), () => connectExchange(name, place)),
    async iisRestarted(name: string): Promise<void> {
      const gone = sessions.get(ofExchange(name))
      sessions.delete(ofExchange(name))
      await gone?.then(({ session }) => session.close()).catch(() => {})
    },
    async close(): Promise<void> {
      const open = await Promise.allSettled(sessions.values())
      await Promise.all(open.map(async (one) => one.status === 'fulfilled' && shut(one.value)))
    },
  }
}

/** Its key among the sessions; no host has a blank in its name. */
const ofExchange = (name: string) => `exchange of ${name}`

async function connect(name: string, place: Place): Promise<Open> {
  const { session, server } = await sessionOf(name, place)
  return { session, bound: boundWindowsSession(session, server, place.now) }
}

async function connectExchange(name: string, place: Place): Promise<Open> {
  const { session, user, password } = await sessionOf(name, place)
  const fqdn = `${name}.${place.answers.lab.adDomain}`
  return { session, ...boundExchangeSession(session, { fqdn, user, password, now: place.now }) }
}

async function shut({ session, leave }: Open): Promise<void> {
  await leave?.()
  await session.close()
}

/** By the approved certificate on 5986, or by the approved name on 5985, where every message is sealed under the login's keys. */
async function sessionOf(name: string, { labId, answers, dial }: Place) {
  const { administrator } = answers.lab
  const host = hostNamed(answers.lab, name)
  if (!host || !isWindows(host))
    throw new Failure('not-found', {
      message: `${name} is no Windows host of the inventory.`,
      remedy: 'Add it in Part 1.',
    })
  const identity = await approvedWindows(labId, name)
  const password = await keepOf(labId).readSecret(credentialNames.windowsPassword)
  if (!password) throw noPassword(name, administrator)

  const credential = { user: administrator, password }
  const endpoint = windowsEndpoint({ dial, host: name, address: host.address, credential, identity })
  let transport: WsmanTransport | undefined
  const session = new PowerShellSession(name, () => {
    transport = new WsmanTransport(endpoint)
    return transport
  })
  return { session, server: () => transport?.server, ...credential }
}

const noPassword = (host: string, administrator: string) =>
  new Failure('blocked', {
    message: `The password of ${administrator} is not kept yet, so nothing can be asked of ${host}.`,
    remedy: 'Enter it under Passwords and keys in Part 1; it is kept sealed.',
    fix: { part: 'lab', tab: 'answers', field: credentialNames.windowsPassword, label: 'Give the Windows password' },
  })
