import type { Answers } from '#lib/parts/answers.ts'
import type { Dial } from '#lib/protocols/dial.ts'
import { PowerShellSession } from '#lib/protocols/psrp/session.ts'
import { windowsEndpoint } from '#lib/protocols/psrp/windows-session.ts'
import { WsmanTransport } from '#lib/protocols/psrp/wsman-transport.ts'
import type { StepAtWork } from '#lib/wizard/carry-out.ts'
import type { WindowsSession } from '#lib/wizard/hosts.ts'
import { boundExchangeSession } from './exchange-session.ts'
import { windowsLogin } from './windows-login.ts'
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
  const { host, identity, credential } = await windowsLogin(name, labId, answers)
  const endpoint = windowsEndpoint({ dial, host: name, address: host.address, credential, identity })
  let transport: WsmanTransport | undefined
  const session = new PowerShellSession(name, () => {
    transport = new WsmanTransport(endpoint)
    return transport
  })
  return { session, server: () => transport?.server, ...credential }
}
