import type { Shell } from '#lib/wizard/hosts.ts'
import { CONFIGURATION } from './places.ts'

/** The configuration that last ran on a node: what a failed reload is taken back to. */
export const PROVEN = `${CONFIGURATION}.proven`

/** Before the first replacement: what an active HAProxy runs is what lies there. Later, `proveConfiguration` keeps it true. */
export async function keepProven(shell: Shell): Promise<void> {
  if ((await shell.ask(['test', '-e', PROVEN])).exitCode === 0) return
  const isActive = (await shell.ask(['systemctl', 'is-active', '--quiet', 'haproxy'])).exitCode === 0
  const exists = (await shell.ask(['test', '-e', CONFIGURATION])).exitCode === 0
  if (isActive && exists) await proveConfiguration(shell)
}

export const proveConfiguration = (shell: Shell): Promise<string> => shell.run(['cp', '-p', CONFIGURATION, PROVEN])

/** Puts the configuration that last ran back in its place; false where none ever did. */
export async function restoreProven(shell: Shell): Promise<boolean> {
  if ((await shell.ask(['test', '-e', PROVEN])).exitCode !== 0) return false
  await shell.run(['cp', '-p', PROVEN, CONFIGURATION])
  return true
}

/** The address at which clients reach the configuration that last ran. */
export const provenAddress = async (shell: Shell): Promise<string | undefined> =>
  /^ *bind ([\d.]+):443 /m.exec((await shell.read(PROVEN)) ?? '')?.[1]
