import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { env } from '#lib/env.ts'
import { Failure } from '#lib/failure.ts'
import { endCgroup, isPopulated, pidsIn } from '../cgroup.ts'
import { command, hostEnvironment } from '../command.ts'
import { type LabPlace, type MachinePlace, machinePlace } from '../lab-place.ts'

/** What a machine is when it is on. */
export type Running = {
  name: string
  /** With its prefix, as 10.113.0.21/24. */
  address: string
} & ({ kind: 'linux'; image: string; login: string } | { kind: 'program'; words: readonly string[] })

/** Starts the switch, if there is none. */
export async function startSwitch(lab: LabPlace): Promise<void> {
  if (await isPopulated(lab.switchCgroup)) return
  // Machines without their switch have lost their cables: they go with it.
  await endCgroup(lab.cgroup)
  await mkdir(lab.switchCgroup, { recursive: true })
  const log = join(lab.folder, 'switch.log')
  await start(['--net', 'bash', script('switch.sh')], { CGROUP: lab.cgroup, LAB: lab.marker }, log)
  await appearance(lab.switchCgroup, 'The switch', log)
}

/** Starts a machine and answers when it holds its place; not yet when it answers. Called for a machine that is off. */
export async function powerOn(lab: LabPlace, machine: Running): Promise<void> {
  const place = machinePlace(lab, machine.name)
  await endCgroup(place.cgroup)
  for (const group of ['holder', 'system'])
    await mkdir(join(/* turbopackIgnore: true */ place.cgroup, group), { recursive: true })
  const [namespaces, name, words, own] =
    machine.kind === 'linux'
      ? [['--net', '--mount'], 'system.sh', [], { IMAGE: machine.image, LOGIN: machine.login }]
      : [['--net'], 'program.sh', machine.words, { ADDRESS: machine.address }]
  const common = {
    CGROUP: place.cgroup,
    SWITCH: lab.switchCgroup,
    FOLDER: place.folder,
    PORT: place.port,
    MAC: place.mac,
  }
  await start([...namespaces, 'bash', script(name), ...words], { ...common, ...own }, place.console)
  await appearance(join(place.cgroup, 'holder'), machine.name, place.console)
}

/** The power fails: the cable falls silent first, or the kernel would still answer for the dead machine. */
export async function powerOff(lab: LabPlace, name: string): Promise<void> {
  const place = machinePlace(lab, name)
  await port(lab, place, 'delete').catch(() => {})
  await endCgroup(place.cgroup)
}

export async function isOn(place: MachinePlace): Promise<boolean> {
  return isPopulated(place.cgroup)
}

/** Does something with the machine's port of the switch: `set <port> down`, `set <port> nomaster`, … */
export async function port(
  lab: LabPlace,
  place: MachinePlace,
  verb: string,
  ...words: readonly string[]
): Promise<void> {
  const [pid] = await pidsIn(lab.switchCgroup)
  if (!pid)
    throw new Failure('unreachable', {
      message: 'The machines of this rehearsal are not up.',
      remedy: 'Raise them first.',
    })
  await command(['nsenter', `--net=/proc/${pid}/ns/net`, 'ip', 'link', verb, place.port, ...words])
}

/** Written before a start and compared by the next raise: a machine whose plan has changed is started anew. */
export async function readStamp(place: MachinePlace): Promise<string | undefined> {
  return readFile(place.stamp, 'utf8').catch(() => undefined)
}

export async function writeStamp(place: MachinePlace, stamp: string): Promise<void> {
  await writeFile(`${place.stamp}.new`, stamp, { mode: 0o600 })
  await rename(`${place.stamp}.new`, place.stamp)
}

/** In a session of its own, with nothing of this process but a log to write to: it stays when this process ends. */
async function start(words: readonly string[], environment: Record<string, string>, log: string): Promise<void> {
  const output = openSync(log, 'a', 0o600)
  try {
    const child = spawn('unshare', words, {
      cwd: '/',
      detached: true,
      env: { ...hostEnvironment, ...environment },
      stdio: ['ignore', output, output],
    })
    await once(child, 'spawn')
    child.unref()
  } finally {
    closeSync(output)
  }
}

async function appearance(cgroup: string, name: string, log: string): Promise<void> {
  for (let tries = 0; tries < 1000; tries++) {
    if (await isPopulated(cgroup)) return
    await delay(10)
  }
  throw new Failure('host-unfit', {
    message: `${name} did not start within ten seconds. It said last: ${await lastLines(log)}`,
    remedy: `Read ${log}.`,
  })
}

export async function lastLines(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.trim().split('\n').slice(-3).join(' / ') || 'nothing'
}

const script = (name: string) => join(env.root, 'lib/rehearsal/machines', name)
