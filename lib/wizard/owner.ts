import { readFileSync } from 'node:fs'

/** Which process carries out a run: pid and start time (field 22 of proc(5) stat), because pids are used again. */
export function thisProcess(): string {
  return `${process.pid}:${startTimeOf(process.pid) ?? 'unknown'}`
}

export function isAlive(owner: string): boolean {
  const [pid = '', startTime = ''] = owner.split(':')
  const found = startTimeOf(Number(pid))
  return found === undefined ? signalled(Number(pid), startTime) : found === startTime
}

export const pidOf = (owner: string): number => Number(owner.split(':')[0])

function startTimeOf(pid: number): string | undefined {
  try {
    // The second field is the program's name in brackets and may itself hold blanks and brackets.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}

/** Where there is no /proc, a process that can be signalled is taken for the owner. */
function signalled(pid: number, startTime: string): boolean {
  if (startTime !== 'unknown') return false
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
