import type { Command, Shell } from '#lib/wizard/hosts.ts'
import { type Change, type Step, type StepContext, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import type { Answers } from './answers.ts'
import { hostsWith, type LabHost } from './lab/schema.ts'
import { interfaceHolding } from './virtual-address.ts'

/** What firewalld lets through: the option without its verb, as `service=https`, and in words. */
export type Opening = { option: `service=${string}` | `rich-rule=${string}`; what: string }

type Wanted = Pick<Step, 'id' | 'title' | 'purpose'> & {
  openings(answers: Answers, node: LabHost): Opening[]
}

type Rule = Opening & { isPermanent: boolean; query: Command; add: Command; remove: Command }

/** A Step that opens firewalld on both nodes, for now and for every start. Where none runs, nothing is in the way. */
export function openFirewall({ openings, ...words }: Wanted): Step<Answers> {
  return {
    ...words,
    hostsOf: ({ lab }) => hostsWith(lab, 'load-balancer').map(({ name }) => name),
    timeoutMs: 60_000,

    async check(context) {
      const closed: string[] = []
      const without: string[] = []
      for (const { shell, missing, runs } of await look(context)) {
        if (!runs) without.push(shell.host)
        const what = [...new Set(missing.map((opening) => opening.what))]
        if (what.length > 0) closed.push(`${shell.host} does not let ${what.join(' and ')} through`)
      }
      if (closed.length > 0) return unsatisfied(`${closed.join(', ')}.`)
      return satisfied(
        without.length > 0
          ? `No firewalld runs on ${without.join(' and ')}.`
          : 'firewalld lets it through on both nodes.',
      )
    },

    async plan(context) {
      const nodes = await look(context)
      return nodes.flatMap(({ shell, missing }) =>
        missing.map(
          ({ what, isPermanent, add }): Change => ({
            host: shell.host,
            summary: `Would let ${what} through firewalld ${isPermanent ? 'at every start' : 'now'}`,
            command: add.join(' '),
          }),
        ),
      )
    },

    async apply(context) {
      for (const { shell, missing } of await look(context))
        for (const { add } of missing) {
          await context.before.keep(`${shell.host}:${add.join(' ')}`, 'closed')
          await shell.run(add)
        }
    },

    async undo({ answers, hosts, before }) {
      for (const node of hostsWith(answers.lab, 'load-balancer')) {
        const shell = await hosts.shell(node.name)
        for (const { add, remove } of await rules(shell, answers, node))
          if (await before.recall(`${shell.host}:${add.join(' ')}`)) await shell.run(remove)
      }
    },
  }

  async function look({ answers, hosts }: StepContext<Answers>) {
    return Promise.all(
      hostsWith(answers.lab, 'load-balancer').map(async (node) => {
        const shell = await hosts.shell(node.name)
        const runs = (await shell.ask(['firewall-cmd', '--state'])).exitCode === 0
        const missing: Rule[] = []
        if (runs)
          for (const opening of await rules(shell, answers, node))
            if ((await shell.ask(opening.query)).exitCode !== 0) missing.push(opening)
        return { shell, runs, missing }
      }),
    )
  }

  /** Everything wanted on a node, twice: what runs now, and what will run after the next start. */
  async function rules(shell: Shell, answers: Answers, node: LabHost): Promise<Rule[]> {
    const zone = await zoneOf(shell, node)
    return openings(answers, node).flatMap((opening) =>
      [false, true].map((isPermanent) => {
        const said = (verb: string): Command => [
          'firewall-cmd',
          ...(isPermanent ? ['--permanent'] : []),
          ...(zone ? [`--zone=${zone}`] : []),
          `--${verb}-${opening.option}`,
        ]
        return { ...opening, isPermanent, query: said('query'), add: said('add'), remove: said('remove') }
      }),
    )
  }
}

/** Of the interface that clients reach; firewalld answers with an error where it is in the default zone by silence. */
async function zoneOf(shell: Shell, node: LabHost): Promise<string | undefined> {
  const device = await interfaceHolding(shell, node.address)
  if (!device) return undefined
  const { exitCode, stdout } = await shell.ask(['firewall-cmd', `--get-zone-of-interface=${device}`])
  return exitCode === 0 ? stdout.trim() || undefined : undefined
}
