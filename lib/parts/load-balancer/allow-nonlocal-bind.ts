import type { Answers } from '#lib/parts/answers.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import { putBack, setAside } from '#lib/parts/set-aside.ts'
import type { Shell } from '#lib/wizard/hosts.ts'
import { type Step, satisfied, unsatisfied } from '#lib/wizard/step.ts'

const KEY = 'net.ipv4.ip_nonlocal_bind'
const FILE = '/etc/sysctl.d/60-fairlead.conf'
const CONTENT = `# Written by Fairlead: HAProxy binds the virtual address also on the node that does not hold it.\n${KEY} = 1\n`

/** Without it, HAProxy on the node that stands by exits with "Cannot assign requested address"; `haproxy -c` does not notice. */
export const allowNonlocalBind: Step<Answers> = {
  id: 'allow-nonlocal-bind',
  title: 'Allow binding the virtual address',
  purpose: 'Lets HAProxy listen on the virtual address also on the node that does not hold it.',
  hostsOf: ({ lab }) => hostsWith(lab, 'load-balancer').map(({ name }) => name),
  timeoutMs: 60_000,

  async check({ answers: { lab }, hosts }) {
    const lacking: string[] = []
    for (const { name } of hostsWith(lab, 'load-balancer'))
      if (!(await isAllowed(await hosts.shell(name)))) lacking.push(name)
    if (lacking.length > 0)
      return unsatisfied(`${lacking.join(' and ')}: ${KEY} is not set to 1 for now and for every start.`)
    return satisfied(`${KEY} is 1 on both nodes, and stays so.`)
  },

  async plan({ answers: { lab }, hosts }) {
    const shells = await Promise.all(hostsWith(lab, 'load-balancer').map(({ name }) => hosts.shell(name)))
    const changes = await Promise.all(
      shells.map(async (shell) => ({
        host: shell.host,
        summary: `Would set ${KEY} to 1`,
        command: `sysctl -p ${FILE}`,
        file: { path: FILE, before: await shell.read(FILE), after: CONTENT },
        isAllowed: await isAllowed(shell),
      })),
    )
    return changes.filter((change) => !change.isAllowed).map(({ isAllowed: _, ...change }) => change)
  },

  async apply({ answers: { lab }, hosts, before }) {
    for (const { name } of hostsWith(lab, 'load-balancer')) {
      const shell = await hosts.shell(name)
      if (await isAllowed(shell)) continue
      await before.keep(`${name}:${KEY}`, await valueOn(shell))
      await setAside(before, shell, FILE)
      await shell.write(FILE, CONTENT, { mode: 0o644 })
      // This file only: sysctl --system would load whatever else lies on the node and was never applied.
      await shell.run(['sysctl', '-p', FILE])
    }
  },

  async undo({ answers: { lab }, hosts, before }) {
    for (const { name } of hostsWith(lab, 'load-balancer')) {
      const shell = await hosts.shell(name)
      const value = await before.recall(`${name}:${KEY}`)
      if (value) await shell.run(['sysctl', '-w', `${KEY}=${value}`])
      await putBack(before, shell, FILE)
    }
  },
}

export const mayBindAnyAddress = async (shell: Shell): Promise<boolean> => (await valueOn(shell)) === '1'

const isAllowed = async (shell: Shell) => (await mayBindAnyAddress(shell)) && (await shell.read(FILE)) === CONTENT

async function valueOn(shell: Shell): Promise<string | null> {
  const { exitCode, stdout } = await shell.ask(['sysctl', '-n', KEY])
  return exitCode === 0 ? stdout.trim() : null
}
