import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ssh2 from 'ssh2'
import { makeKeyPair } from '#lib/protocols/ssh/key-pair.ts'
import type { LabPlan } from '#lib/rehearsal/plan.ts'
import type { RehearsalLab } from '#lib/rehearsal/rehearsal.ts'
import { Secret } from '#lib/secret.ts'

const key = makeKeyPair('fairlead')
/** With which the lab's user logs in. */
export const loginKey = key.privateKey
export const sudoPassword = new Secret('Regen-am-Montag 7')
export const windowsPassword = new Secret('Schnee-am-Freitag 3')

/**
 * A folder for labs that is deleted when this process ends, however it ends: machines end by themselves when their folder
 * is gone.
 */
export async function labsFolder(): Promise<{ labs: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-test-'))
  const undertaker = spawn('sh', ['-c', 'cat >/dev/null; rm -rf "$1"', 'sh', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  undertaker.unref()
  return {
    labs: join(folder, 'labs'),
    remove: async () => {
      await rm(folder, { recursive: true, force: true })
      undertaker.stdin.end()
    },
  }
}

/** Two load balancers, one Exchange server and the workstation. */
export function labPlan(labs: string, labId: string): LabPlan {
  return {
    labId,
    folder: join(labs, labId),
    release: 'bookworm',
    subnet: '10.113.0.0/24',
    adDomain: 'lab.local',
    hosts: [
      { name: 'lab-hap01', address: '10.113.0.11', role: 'load-balancer' },
      { name: 'lab-hap02', address: '10.113.0.12', role: 'load-balancer' },
      { name: 'LAB-EX01', address: '10.113.0.21', role: 'exchange' },
      { name: 'LAB-DC01', address: '10.113.0.31', role: 'domain-controller' },
      { name: 'LAB-WS01', address: '10.113.0.41', role: 'workstation' },
    ],
    login: { user: 'fairlead', publicKey: key.publicKey, sudoPassword },
    windows: { netbios: 'LAB', administrator: 'LAB\\Administrator', password: windowsPassword },
  }
}

export type Said = { exitCode: number; stdout: string; stderr: string }

/** Logs in as the lab's user and runs one line of shell, as root where asked; what it says and how it ends. */
export async function overSsh(
  lab: RehearsalLab,
  address: string,
  line: string,
  { asRoot = false } = {},
): Promise<Said> {
  const client = new ssh2.Client()
  const sock = await lab.dial({ address, port: 22 })
  try {
    await new Promise<void>((resolve, reject) => {
      client.on('ready', resolve).on('error', reject)
      client.connect({ sock, username: 'fairlead', privateKey: key.privateKey.reveal() })
    })
    const words = asRoot ? `sudo -S -p '' bash -c '${line.replaceAll("'", `'\\''`)}'` : line
    return await exec(client, words, asRoot ? `${sudoPassword.reveal()}\n` : '')
  } finally {
    client.end()
  }
}

function exec(client: ssh2.Client, line: string, input: string): Promise<Said> {
  return new Promise((resolve, reject) => {
    client.exec(line, (error, channel) => {
      if (error) return reject(error)
      const said: Said = { exitCode: -1, stdout: '', stderr: '' }
      channel.on('data', (data: Buffer) => {
        said.stdout += data
      })
      channel.stderr.on('data', (data: Buffer) => {
        said.stderr += data
      })
      channel.on('exit', (code: number | null) => {
        said.exitCode = code ?? -1
      })
      channel.on('close', () => resolve(said))
      channel.end(input)
    })
  })
}
