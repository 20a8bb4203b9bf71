import type { Shell } from '#lib/wizard/hosts.ts'
import type { Before } from '#lib/wizard/step.ts'

/**
 * Keeps a copy of what stands at `path` before a Step first replaces it. The copy stays on the machine: a foreign
 * configuration may hold passwords, which are nobody's business but that machine's.
 */
export async function setAside(before: Before, shell: Shell, path: string): Promise<void> {
  const name = nameOf(shell, path)
  if ((await before.recall(name)) !== undefined) return

  const exists = (await shell.ask(['test', '-e', path])).exitCode === 0
  const copy = `${path}.before-fairlead-${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}`
  if (exists) await shell.run(['cp', '-p', path, copy])
  await before.keep(name, exists ? copy : null)
}

/** Puts back what was set aside, or takes the file away where there was none. False where nothing had been set aside. */
export async function putBack(before: Before, shell: Shell, path: string): Promise<boolean> {
  const copy = await before.recall(nameOf(shell, path))
  if (copy === undefined) return false

  await shell.run(copy === null ? ['rm', '-f', path] : ['cp', '-p', copy, path])
  return true
}

const nameOf = (shell: Shell, path: string) => `${shell.host}:${path}`
