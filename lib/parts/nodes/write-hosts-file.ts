import type { Answers } from '#lib/parts/answers.ts'
import type { Shell } from '#lib/wizard/hosts.ts'
import { blocked, type Finding, type Step, type StepContext, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { lookAtNodes, nodeNames, nodeShells, planForNodes } from './each-node.ts'
import { fileEvidence } from './file-evidence.ts'
import { type Conflict, conflictsIn, HOSTS_FILE, hostsBlock } from './hosts-file.ts'
import { blockIn, withBlock, withoutBlock } from './marked-block.ts'

export const writeHostsFile: Step<Answers> = {
  id: 'write-hosts-file',
  title: 'Name the lab in /etc/hosts',
  purpose:
    'Health checks and tests on the nodes find every host and the virtual address, whatever DNS says. Lines of others stay as they are.',
  hostsOf: nodeNames,
  timeoutMs: 60_000,

  check: (context) => lookAtNodes(context, (shell) => look(shell, context)),

  plan: (context) =>
    planForNodes(context, async (shell) => {
      const before = await shell.read(HOSTS_FILE)
      const after = withBlock(before ?? '', hostsBlock(context.answers, context.lab.id))
      if (before === after) return []
      const summary = `Would write the lab's names into ${HOSTS_FILE}`
      return [{ host: shell.host, summary, file: { path: HOSTS_FILE, before, after } }]
    }),

  async apply(context) {
    const block = hostsBlock(context.answers, context.lab.id)
    for await (const shell of nodeShells(context)) {
      const text = (await shell.read(HOSTS_FILE)) ?? ''
      const wanted = withBlock(text, block)
      if (text === wanted || conflictsIn(text, block, shell.host).length > 0) continue
      await context.before.keep(shell.host, blockIn(text, block.mark)?.join('\n') ?? null)
      await shell.write(HOSTS_FILE, wanted, { mode: 0o644 })
    }
  },

  async undo(context) {
    const { mark } = hostsBlock(context.answers, context.lab.id)
    for await (const shell of nodeShells(context)) {
      const before = await context.before.recall(shell.host)
      const text = await shell.read(HOSTS_FILE)
      if (before === undefined || text === undefined) continue
      const restored = before === null ? withoutBlock(text, mark) : withBlock(text, { mark, lines: before.split('\n') })
      await shell.write(HOSTS_FILE, restored, { mode: 0o644 })
    }
  },
}

async function look(shell: Shell, { answers, lab, prove }: StepContext<Answers>): Promise<Finding> {
  const text = (await shell.read(HOSTS_FILE)) ?? ''
  const block = hostsBlock(answers, lab.id)
  const [conflict] = conflictsIn(text, block, shell.host)
  if (conflict) return contradicted(shell, conflict)
  if (withBlock(text, block) !== text) return unsatisfied(`${shell.host} does not know the lab's names yet.`)
  const strayed = await strayedName(shell, answers)
  if (strayed) return strayed
  prove(await fileEvidence(shell, HOSTS_FILE, text))
  return satisfied(`${shell.host} finds ${block.lines.length - 1} hosts and the virtual address.`)
}

/** Asks the resolver, not the file: with another order in nsswitch.conf the file is never read. */
async function strayedName(shell: Shell, { lab }: Answers): Promise<Finding | undefined> {
  for (const name of [lab.mailName, lab.autodiscoverName, lab.pkiName]) {
    const { stdout } = await shell.ask(['getent', 'ahostsv4', name])
    const addresses = [...new Set(stdout.split('\n').flatMap((line) => line.split(/\s+/)[0] || []))]
    if (addresses.length === 1 && addresses[0] === lab.virtualAddress) continue
    return blocked(
      `${shell.host} resolves ${name} to ${addresses.join(' and ') || 'nothing'} although ${HOSTS_FILE} says ${lab.virtualAddress}.`,
      `Put “files” before “dns” in the hosts line of /etc/nsswitch.conf on ${shell.host}.`,
    )
  }
  return undefined
}

const contradicted = (shell: Shell, { line, name, wanted }: Conflict): Finding =>
  blocked(
    `${HOSTS_FILE} on ${shell.host} has the line “${line}”, which is not Fairlead's; in this lab ${name} is ${wanted}.`,
    `Take ${name} out of that line on ${shell.host}, or correct the address in the answers of Part 1.`,
    { part: 'lab', field: 'hosts', tab: 'answers', label: 'Go to the addresses' },
  )
