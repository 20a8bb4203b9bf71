import type { Command } from '#lib/wizard/hosts.ts'

/** Asks the group to end, insists after two seconds, and says by its exit code whether anything is left after one more. */
const SCRIPT = `
there() { kill -s 0 -- "-$1" 2>/dev/null; }
wait_gone() { left=$2; while there "$1"; do [ "$left" -gt 0 ] || return 1; left=$((left - 1)); sleep 0.1; done; }
kill -s TERM -- "-$1" 2>/dev/null || kill -s TERM -- "$1" 2>/dev/null
wait_gone "$1" 20 && exit 0
kill -s KILL -- "-$1" 2>/dev/null
wait_gone "$1" 10
`.trim()

/** Bound of the whole command below, with what it takes to start it on a slow machine. */
export const END_GROUP_MS = 8000

export const endGroup = (group: number): Command => ['sh', '-c', SCRIPT, 'end', String(group)]
