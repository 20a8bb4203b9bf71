import type { Command, Shell } from '#lib/wizard/hosts.ts'

/** Below /run: whatever happens, the next start of the machine forgets it. Sorts after every other drop-in of the unit. */
const FOLDER = '/run/systemd/system/haproxy.service.d'
const STAYS_DOWN = `${FOLDER}/zz-fairlead-drill.conf`
const RESTORE = '/run/fairlead-drill-restore'
const TIMER = 'fairlead-drill-restore'

/** From arming to the moment when the node helps itself, if Fairlead has not been heard of again. */
export const HELPS_ITSELF_AFTER_SECONDS = 90

/** Run by the node itself when the time is over; the same as `endOutage`. */
const RESTORE_SCRIPT = `# Written by Fairlead for a drill: puts HAProxy back where nobody else does.
rm -f ${STAYS_DOWN}
systemctl daemon-reload
systemctl reset-failed haproxy
systemctl start haproxy
rm -f ${RESTORE}
`

/** Not by `stop`, which lets requests under way end: a crash does not. */
export const killHaproxy: Command = ['systemctl', 'kill', '--signal=KILL', 'haproxy']

/**
 * Sees to it that a killed HAProxy stays down, and that it comes back although nobody asks for it: the timer is armed
 * first, and it is the node's own.
 */
export async function armOutage(shell: Shell, helpsItselfAfter = HELPS_ITSELF_AFTER_SECONDS): Promise<void> {
  // As a file: a reload of systemd 252 spoils the semicolons of a command that stands in a transient unit itself.
  await shell.write(RESTORE, RESTORE_SCRIPT, { mode: 0o600 })
  const after = `--on-active=${helpsItselfAfter}`
  // Without it, systemd lets a timer be a minute late.
  const accuracy = '--timer-property=AccuracySec=100ms'
  await shell.run(['systemd-run', `--unit=${TIMER}`, after, accuracy, '--collect', 'sh', RESTORE])
  await shell.run(['install', '-d', '-m', '0755', FOLDER])
  await shell.write(STAYS_DOWN, '# Written by Fairlead for a drill.\n[Service]\nRestart=no\n', { mode: 0o644 })
  await shell.run(['systemctl', 'daemon-reload'])
  await shell.run(['systemctl', 'is-active', '--quiet', `${TIMER}.timer`])
}

/** Puts HAProxy back; safe to call at any time. The timer goes last, so that it still helps when this dies half-way. */
export async function endOutage(shell: Shell, signal: AbortSignal): Promise<void> {
  await shell.run(['rm', '-f', STAYS_DOWN], { signal })
  await shell.run(['systemctl', 'daemon-reload'], { signal })
  await shell.ask(['systemctl', 'reset-failed', 'haproxy'], { signal })
  await shell.run(['systemctl', 'start', 'haproxy'], { signal })
  await shell.ask(['systemctl', 'stop', `${TIMER}.timer`], { signal })
  await shell.run(['rm', '-f', RESTORE], { signal })
}

/** Whether a drill has died here and left something behind. */
export async function hasOutage(shell: Shell): Promise<boolean> {
  for (const path of [STAYS_DOWN, RESTORE]) if ((await shell.read(path)) !== undefined) return true
  return (await shell.ask(['systemctl', 'is-active', '--quiet', `${TIMER}.timer`])).exitCode === 0
}
