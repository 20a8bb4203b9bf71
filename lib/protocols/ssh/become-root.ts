import { randomBytes } from 'node:crypto'
import type { Command } from '#lib/wizard/hosts.ts'
import { commandLine } from './command-line.ts'

/**
 * Says on both streams where the command's own output begins (a login shell or sudo may have talked before), names the
 * process group, and becomes the command. `setsid` never forks here, because it is called only where the process leads no
 * group: so the group is always the command's own, and ending it ends nothing else.
 */
const START = `
mark=$1; shift
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin LC_ALL=C; export PATH LC_ALL
read -r _ _ _ _ group _ < /proc/$$/stat
echo "$mark"; echo "$mark $$" >&2
[ "$group" = $$ ] && exec "$@"
exec setsid "$@"
`.trim()

export type Start = {
  /** For the exec request: what the login shell of the user is given. */
  line: string
  /** Stands before the command's own output: on standard output alone, on standard error with the process group. */
  mark: string
  /** What sudo prints when it wants the password; undefined where the login is root already. */
  prompt: string | undefined
}

/** The line that runs a command as root: directly, or by sudo with the password asked on standard input. */
export function startAsRoot(user: string, command: Command): Start {
  const token = `fairlead-${randomBytes(9).toString('hex')}`
  const mark = `${token}-start`
  const prompt = user === 'root' ? undefined : `${token}-password:`
  const start: Command = ['sh', '-c', START, 'sh', mark, ...command]
  // sudo replaces PAM's prompt by its own only where PAM asks in English.
  const whole: Command = prompt ? ['env', 'LC_ALL=C', 'sudo', '-S', '-p', prompt, '--', ...start] : start
  return { line: `exec ${commandLine(whole)}`, mark, prompt }
}
