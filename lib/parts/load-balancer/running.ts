import type { Answers } from '#lib/parts/answers.ts'
import type { Command, Shell } from '#lib/wizard/hosts.ts'
import { AUTHORITIES, AUTHORITY_FILE, MONITOR_PORT, OWN_DOOR_PORT, STATISTICS_PORT } from './places.ts'
import { type ServerState, serversIn } from './statistics.ts'

/** Which configuration the running HAProxy says it has loaded; `undefined` where none answers. */
export const runningConfiguration = (shell: Shell): Promise<string | undefined> =>
  answerTo(shell, fetch(`http://127.0.0.1:${MONITOR_PORT}/configuration`))

/** Thumbprint of the certificate that the running HAProxy shows; the node's curl verifies its chain and name on the way. */
export const runningThumbprint = (shell: Shell, { lab }: Answers): Promise<string | undefined> =>
  answerTo(shell, throughOwnDoor(lab.mailName, ['/certificate']))

export async function runningServers(shell: Shell): Promise<ServerState[] | undefined> {
  const csv = await answerTo(shell, fetch(`http://127.0.0.1:${STATISTICS_PORT}/stats;csv`))
  return csv === undefined ? undefined : serversIn(csv)
}

/** A request as clients send it, through the node's own door: name, chain and every rule are those of the virtual address. */
export function throughOwnDoor(name: string, paths: readonly string[], ...words: string[]): Command {
  const trust = ['--cacert', `${AUTHORITIES}/${AUTHORITY_FILE}`, '--resolve', `${name}:${OWN_DOOR_PORT}:127.0.0.1`]
  return fetch(...trust, ...words, ...paths.map((path) => `https://${name}:${OWN_DOOR_PORT}${path}`))
}

async function answerTo(shell: Shell, command: Command): Promise<string | undefined> {
  const { exitCode, stdout } = await shell.ask(command)
  return exitCode === 0 ? stdout.trim() : undefined
}

// A proxy that root's environment names must not be asked for the node's own loopback.
const fetch = (...words: string[]): Command => [
  'curl',
  '--silent',
  '--show-error',
  '--fail',
  '--noproxy',
  '*',
  '--max-time',
  '5',
  ...words,
]
