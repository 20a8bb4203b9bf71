import type { Command, Shell } from '#lib/wizard/hosts.ts'

/** Below /run: whatever happens, the next start of the machine forgets it. Sorts after every other drop-in of the unit. */
const FOLDER = '/run/systemd/system/haproxy.service.d'
const STAYS_DOWN = `${FOLDER}/zz-fairlead-drill.conf`
const TIMER = 'fairlead-drill-restore'

/** From arming to the moment when the node helps itself, if Fairlead has not been heard of again. */
export const HELPS_ITSELF_AFTER_SECONDS = 90

/** What puts HAProxy back. The node runs the very same by itself when the time is over. */
const PUT_BACK = `rm -f ${STAYS_DOWN}; systemctl daemon-reload; systemctl reset-failed haproxy; systemctl start haproxy`

/** Not by `stop`, which lets requests under way end: a crash does not. */
export const killHaproxy: Command = ['systemctl', 'kill', '--signal=KILL', 'haproxy']

/**
 * Sees to it that a killed HAProxy stays down, and that it comes back although nobody asks for it: the timer is armed
 * first, and it is the node's own.
 */
export async function armOutage(shell: Shell): Promise<void> {
  await shell.run([
    'systemd-run',
    `--unit=${TIMER}`,
    `--on-active=${HELPS_ITSELF_AFTER_SECONDS}`,
    '--timer-property=AccuracySec=100ms',
    '--collect',
    'sh',
    '-c',
    PUT_BACK,
  ])
  await shell.run(['install', '-d', '-m', '0755', FOLDER])
  await shell.write(STAYS_DOWN, '# Written by Fairlead for a drill.\n[Service]\nRestart=no\n', { mode: 0o644 })
  await shell.run(['systemctl', 'daemon-reload'])
}

/** Puts HAProxy back; safe to call at any time. The timer goes last, so that it still helps when this dies half-way. */
export async function endOutage(shell: Shell, signal: AbortSignal): Promise<void> {
  await shell.run(['rm', '-f', STAYS_DOWN], { signal })
  await shell.run(['systemctl', 'daemon-reload'], { signal })
  await shell.ask(['systemctl', 'reset-failed', 'haproxy'], { signal })
  await shell.run(['systemctl', 'start', 'haproxy'], { signal })
  await shell.ask(['systemctl', 'stop', `${TIMER}.timer`], { signal })
}

/** Whether a drill has died here and left something behind. */
export async function hasOutage(shell: Shell): Promise<boolean> {
  if ((await shell.read(STAYS_DOWN)) !== undefined) return true
  return (await shell.ask(['systemctl', 'is-active', '--quiet', `${TIMER}.timer`])).exitCode === 0
}
