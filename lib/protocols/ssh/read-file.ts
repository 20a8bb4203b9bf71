import { Failure } from '#lib/failure.ts'
import type { Command, CommandResult } from '#lib/wizard/hosts.ts'
import { refuseBadPath } from './write-file.ts'

const MISSING = 44
const SCRIPT = `if [ ! -e "$1" ] && [ ! -L "$1" ]; then exit ${MISSING}; fi; exec cat -- "$1"`

export function readCommand(path: string): Command {
  refuseBadPath(path)
  return ['sh', '-c', SCRIPT, 'read', path]
}

/** The file's text; `undefined` where there is no such file. */
export function readText(host: string, path: string, { exitCode, stdout, stderr }: CommandResult): string | undefined {
  if (exitCode === MISSING) return undefined
  if (exitCode === 0) return stdout
  throw new Failure('command-failed', {
    message: `${path} could not be read on ${host}: ${stderr.trim().slice(-500) || `exit code ${exitCode}`}`,
    remedy: `Look with "ls -ld ${path}" what it is.`,
  })
}
