import type { Shell } from '#lib/wizard/hosts.ts'
import { SCRIPT_USER } from './places.ts'

export const hasScriptUser = async (shell: Shell): Promise<boolean> =>
  (await shell.ask(['getent', 'passwd', SCRIPT_USER])).exitCode === 0 &&
  (await shell.ask(['getent', 'group', SCRIPT_USER])).exitCode === 0

export const addScriptUser: readonly [string, ...string[]] = [
  'useradd',
  '--system',
  '--user-group',
  '--no-create-home',
  '--home-dir',
  '/nonexistent',
  '--shell',
  '/usr/sbin/nologin',
  SCRIPT_USER,
]

export const removeScriptUser: readonly [string, ...string[]] = ['userdel', SCRIPT_USER]
