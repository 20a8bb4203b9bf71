import type { Shell } from '#lib/wizard/hosts.ts'

/** Starts keepalived, or reloads it in place: a reload keeps the address where it is. */
export async function loadKeepalived(shell: Shell): Promise<void> {
  await shell.run(['systemctl', 'daemon-reload'])
  await shell.run(['systemctl', 'enable', 'keepalived'])
  await shell.ask(['systemctl', 'reset-failed', 'keepalived'])
  await shell.run(['systemctl', 'reload-or-restart', 'keepalived'])
}
