import type { Lab } from '#generated/prisma/client.ts'
import { db } from '#lib/db.ts'
import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { openShell } from '#lib/protocols/ssh/shell.ts'
import type { RunHosts, StepAtWork } from '#lib/wizard/carry-out.ts'
import type { CommandOptions, Hosts, Shell } from '#lib/wizard/hosts.ts'
import { keepOf } from '#lib/wizard/keep.ts'
import type { Log } from '#lib/wizard/step.ts'
import { credentialNames } from './credentials.ts'
import { diagnoseWindows } from './diagnose-windows.ts'
import { lookAtIdentities } from './identities.ts'
import { openWindows } from './open-windows.ts'
import { dialOf, rehearsalOf } from './rehearsal.ts'

type OpenShell = Awaited<ReturnType<typeof openShell>>

/** The machines of a lab for one run: connections are opened when a Step first asks for them and kept until the end. */
export async function openHosts(lab: Lab, answers: Answers): Promise<RunHosts> {
  const dial = await dialOf(lab.id)
  const shells = new Map<string, Promise<OpenShell>>()
  let now: StepAtWork = { log: () => {}, signal: new AbortController().signal, sent: () => {} }
  const log: Log = (line, about) => now.log(line, about)

  const connect = async (name: string): Promise<OpenShell> => {
    const host = answers.lab.hosts.find((one) => one.name === name)
    if (!host)
      throw new Failure('not-found', { message: `${name} is not in the inventory.`, remedy: 'Add it in Part 1.' })
    const identity = await db.hostIdentity.findUnique({
      where: { labId_host_protocol: { labId: lab.id, host: name, protocol: 'ssh' } },
    })
    if (!identity?.approvedFingerprint) throw unapproved(name)
    const { port } = answers.lab.login
    const { login, sudoPassword } = await loginOf(lab.id, answers)
    return openShell({
      host: name,
      address: host.address,
      port,
      dial,
      login,
      sudoPassword,
      approved: identity.approvedFingerprint,
      log,
      signal: now.signal,
    })
  }

  const shell = async (name: string): Promise<Shell> => {
    const open = shells.get(name) ?? connect(name)
    shells.set(name, open)
    open.catch(() => shells.delete(name))
    return boundTo(await open, () => now.signal)
  }

  const sessions = openWindows({ labId: lab.id, answers, dial, now: () => now })
  const hosts: Hosts = {
    shell,
    windows: sessions.windows,
    exchange: sessions.exchange,
    iisRestarted: sessions.iisRestarted,
    diagnose: diagnoseWindows({ labId: lab.id, answers, dial, now: () => now }),
    identities: (signal) => lookAtIdentities(lab.id, signal, dial),
    dial: (target) => dial({ signal: now.signal, ...target }),
    ...(lab.kind === 'rehearsal' && { rehearsal: await rehearsalOf(lab.id) }),
  }
  const close = async () => {
    await sessions.close()
    for (const open of await Promise.allSettled(shells.values())) if (open.status === 'fulfilled') open.value.close()
  }
  const enter = (step: StepAtWork) => {
    now = step
  }
  return { hosts, enter, close }
}

/** Every command stops with the Step it belongs to, also where the Step forgot to pass its signal on. */
function boundTo(shell: Shell, signal: () => AbortSignal): Shell {
  const withSignal = (options: CommandOptions = {}) => ({ ...options, signal: options.signal ?? signal() })
  return {
    host: shell.host,
    run: (command, options) => shell.run(command, withSignal(options)),
    ask: (command, options) => shell.ask(command, withSignal(options)),
    read: (path, options) => shell.read(path, { signal: signal(), ...options }),
    write: (path, content, options) => shell.write(path, content, { signal: signal(), ...options }),
  }
}

async function loginOf(labId: string, { lab }: Answers) {
  const keep = keepOf(labId)
  const { user, method } = lab.login
  const [password, privateKey, passphrase, sudoPassword] = await Promise.all([
    keep.readSecret(credentialNames.password),
    keep.readSecret(credentialNames.privateKey),
    keep.readSecret(credentialNames.passphrase),
    keep.readSecret(credentialNames.sudoPassword),
  ])
  const agentSocket = process.env.SSH_AUTH_SOCK
  return { login: { user, method, password, privateKey, passphrase, agentSocket }, sudoPassword }
}

const unapproved = (host: string) =>
  new Failure('identity-unknown', {
    message: `Nobody has approved the identity of ${host} yet, so nothing is sent to it.`,
    remedy:
      'Open the Identities tab of Part 1, compare the fingerprint with the console of the machine, and approve it.',
    fix: { part: 'lab', tab: 'identities', label: 'Open Identities' },
  })
