import { dirname, join } from 'node:path'
import { boundExchangeSession } from '#lib/labs/exchange-session.ts'
import { boundWindowsSession } from '#lib/labs/windows-session.ts'
import { defaultAnswers } from '#lib/parts/defaults.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { directDial } from '#lib/protocols/direct-dial.ts'
import type { PsCommand } from '#lib/protocols/psrp/command.ts'
import { showCommands } from '#lib/protocols/psrp/show/show-commands.ts'
import { controlHost } from '#lib/rehearsal/windows/control.ts'
import type { ControlRequest } from '#lib/rehearsal/windows/control-request.ts'
import { type RunningHost, startWindowsHost } from '#lib/rehearsal/windows/start-windows-host.ts'
import { Secret } from '#lib/secret.ts'
import type { SentPipeline, WindowsSession } from '#lib/wizard/hosts.ts'
import { freePort } from './free-port.ts'
import { labPki } from './lab-pki.ts'
import { stepContext, type TestContext } from './step-context.ts'
import { windowsSession } from './windows-session.ts'

const machines = [
  { name: 'LAB-EX01', address: '127.0.0.1', role: 'exchange' },
  { name: 'LAB-EX02', address: '127.0.0.2', role: 'exchange' },
  { name: 'LAB-DC01', address: '127.0.0.3', role: 'domain-controller' },
  { name: 'LAB-CA02', address: '127.0.0.4', role: 'issuing-ca' },
] as const

/** Four simulated Windows hosts of one domain on loopback, and what was sent to them. */
export type WindowsLab = {
  running: Map<string, RunningHost>
  context: TestContext
  /** Host and pipeline as text, in the order sent; reset by the test. */
  sent: string[]
  /** The same as the record of a run keeps it. */
  pipelines: SentPipeline[]
  /** The wizard dies in the place of the next pipeline that contains this. */
  diesAt: string | undefined
  /** The wizard dies at the n-th pipeline from now, the first being 1: before it is sent, or after it was carried out. */
  dies: { at: number; when: 'before' | 'after' } | undefined
  /** Asks of a host what only the rehearsal may: faults, a clock, services down. */
  tell(host: string, request: ControlRequest): Promise<void>
  close(): Promise<void>
}

type Watch = Pick<WindowsLab, 'sent' | 'pipelines' | 'diesAt' | 'dies'>

/** `listening`: hosts of another process, which go on when this one ends; nothing is kept for them here. */
export async function windowsLab(listening?: RunningHost[], maxShellsPerUser?: number): Promise<WindowsLab> {
  const started = listening ?? (await startAll(maxShellsPerUser))
  const running = new Map(started.map((one) => [one.host.config.name, one]))
  const watch: Watch = { sent: [], pipelines: [], diesAt: undefined, dies: undefined }
  /** A wizard that died comes back without the sessions that it had. */
  const onDeath = async () => {
    windows.clear()
    exchange.clear()
    await Promise.all(opened.splice(0).map((session) => session.close()))
  }
  const opened: ReturnType<typeof windowsSession>[] = []
  const now = () => ({
    log: context.log,
    signal: context.signal,
    sent: (pipeline: SentPipeline) => void watch.pipelines.push(pipeline),
  })
  const open = (one: RunningHost) => {
    const session = windowsSession(one)
    opened.push(session)
    return session
  }
  const hostNamed = (name: string) => running.get(name) ?? missing(name)

  const portAt = (address: string, port: number) => {
    const { ports } = hostNamed(machines.find((one) => one.address === address)?.name ?? address)
    return { 80: ports.web, 443: ports.webTls, 53: ports.dns, 5985: ports.http, 5986: ports.https }[port] ?? port
  }

  const listensAt = (address: string) =>
    hostNamed(machines.find((one) => one.address === address)?.name ?? address).host.config.address

  const windows = new Map<string, WindowsSession>()
  const exchange = new Map<string, WindowsSession>()
  const answers = defaultAnswers('rehearsal')
  const context = stepContext({
    answers: { ...answers, lab: { ...answers.lab, hosts: [...machines] } },
    kept: (listening ? new Map() : await labPki()).set(kept.windowsPassword, new Secret(password)),
    hosts: {
      windows: async (name) => {
        const one =
          windows.get(name) ??
          watched(
            boundWindowsSession(open(hostNamed(name)), () => undefined, now),
            watch,
            onDeath,
          )
        windows.set(name, one)
        return one
      },
      exchange: async (name) => {
        const one = exchange.get(name) ?? watched(exchangeOf(open(hostNamed(name)), now), watch, onDeath)
        exchange.set(name, one)
        return one
      },
      iisRestarted: async (name) => void exchange.delete(name),
      dial: ({ address, port, signal }) =>
        directDial({ address: listensAt(address), port: portAt(address, port), signal }),
    },
  })
  const close = async () => {
    await Promise.all(opened.map((session) => session.close()))
    if (!listening) await Promise.all(started.map((one) => one.close()))
  }
  const tell = async (name: string, request: ControlRequest) =>
    void (await controlHost(name, hostNamed(name).host.config, request))
  return Object.assign(watch, { running, context, tell, close })
}

/** All of them are members of one domain (its directory is one file, beside the folder of the first), and ask its DNS server. */
async function startAll(maxShellsPerUser?: number): Promise<RunningHost[]> {
  // Only within a test: it has its folder removed after it.
  const { testConfig } = await import('./windows-host.ts')
  const { directoryFile } = testConfig()
  const shared = join(dirname(directoryFile), 'lab-directory.json')
  // Where the issuing CA serves files, once IIS is installed there: the others dial this port for plain http.
  const httpPort = await freePort()
  const start = ({ name, role, address }: (typeof machines)[number], dns?: { address: string; port: number }) => {
    const hosts = machines.map((one) => ({ name: one.name, address: one.address }))
    const site = role === 'issuing-ca' && { address, ports: { http: 0, https: 0, web: httpPort, webTls: 0 } }
    const config = testConfig({
      name,
      role,
      directoryFile: shared,
      machines: hosts,
      httpPort,
      ...site,
      ...(dns && { dns }),
    })
    const quotas = { ...config.quotas, ...(maxShellsPerUser && { maxShellsPerUser }) }
    return startWindowsHost({ ...config, quotas })
  }
  const [first, second, controller, authority] = machines
  const dc = await start(controller)
  const dns = { address: '127.0.0.1', port: dc.ports.dns ?? 0 }
  const others = await Promise.all([first, second, authority].map((one) => start(one, dns)))
  return [...others, dc]
}

const password = 'Passw0rd!Ünï'

const exchangeOf = (
  session: ReturnType<typeof windowsSession>,
  now: Parameters<typeof boundExchangeSession>[1]['now'],
) =>
  boundExchangeSession(session, {
    fqdn: `${session.host}.lab.local`,
    user: 'LAB\\Administrator',
    password: new Secret(password),
    now,
  }).bound

function watched(session: WindowsSession, watch: Watch, onDeath: () => Promise<void>): WindowsSession {
  const die = async (how: string): Promise<never> => {
    await onDeath()
    throw new Error(`the wizard died ${how}`)
  }
  return {
    ...session,
    async run(commands: readonly PsCommand[], options) {
      const text = `${session.host}: ${showCommands(commands)}`
      watch.sent.push(text)
      if (watch.diesAt && text.includes(watch.diesAt)) {
        watch.diesAt = undefined
        await die('here')
      }
      const when = dying(watch)
      if (when === 'before') await die('before it sent this')
      const output = await session.run(commands, options)
      if (when === 'after') await die('when this had been carried out')
      return output
    },
  }
}

function dying(watch: Watch): 'before' | 'after' | undefined {
  if (!watch.dies) return undefined
  watch.dies.at -= 1
  if (watch.dies.at > 0) return undefined
  const { when } = watch.dies
  watch.dies = undefined
  return when
}

function missing(name: string): never {
  throw new Error(`this lab has no ${name}`)
}
