import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import { showCommands } from '#lib/protocols/psrp/show/show-commands.ts'
import { type Change, type Finding, type Step, type StepContext, satisfied, unsatisfied } from '#lib/wizard/step.ts'
import { oweRestart } from './owed-restart.ts'
import { restartOwed } from './restart-owed.ts'
import {
  changeInWords,
  changesOf,
  isSame,
  parametersOf,
  type Setting,
  type Settings,
  setCommand,
  settingInWords,
  type Target,
} from './settings.ts'

type Context = StepContext<Answers>

export type SettingsStep = Pick<Step<Answers>, 'id' | 'title' | 'purpose' | 'timeoutMs'> & {
  /** Name of its evidence. */
  subject: string
  /** What there is and how it should be; a finding where that cannot be said. Changes nothing. */
  targets(context: Context): Promise<Target[] | Finding>
  /** What the page says when nothing differs. */
  done(answers: Answers): string
  /** What was found beside the targets and is left as it is, for the evidence. */
  beside?(context: Context): Promise<{ name: string; value: string }[]>
}

/** A Step that gives objects of Exchange's configuration their values: only those that differ, and back as they were. */
export function settingsStep({
  id,
  title,
  purpose,
  timeoutMs,
  subject,
  targets,
  done,
  beside,
}: SettingsStep): Step<Answers> {
  return {
    id,
    title,
    purpose,
    timeoutMs,
    hostsOf: ({ lab }) => hostsWith(lab, 'exchange').map(({ name }) => name),

    async check(context) {
      const found = await targets(context)
      if ('state' in found) return found
      const different = found.filter((target) => Object.keys(changesOf(target)).length > 0)
      if (different.length > 0) return unsatisfied(differences(different))
      const rows = await Promise.all(found.map((target) => evidenceOf(context, target)))
      const others = (await beside?.(context)) ?? []
      context.prove({ kind: 'fact', subject, data: [...rows.flat(), ...others] })
      return satisfied([done(context.answers), ...others.map(({ name, value }) => `${name}: ${value}.`)].join(' '))
    },

    async plan(context) {
      const found = await targets(context)
      return 'state' in found ? [] : found.flatMap(planOf)
    },

    async apply(context) {
      const found = await targets(context)
      if (!('state' in found)) for (const target of found) await applyTo(context, target)
    },

    async undo(context) {
      const found = await targets(context)
      if ('state' in found) throw cannotUndo(found)
      for (const target of found) await putBack(context, target)
      await restartOwed(context)
    },
  }
}

export function planOf(target: Target): Change[] {
  const changes = changesOf(target)
  if (Object.keys(changes).length === 0) return []
  const words = Object.entries(changes).map(([name, after]) => changeInWords(name, target.found[name], after))
  const meaning = Object.keys(changes).flatMap((name) => target.consequences?.[name] ?? [])
  return [
    {
      host: target.host,
      summary: [`Would change ${target.identity}: ${words.join('; ')}`, ...meaning].join('. '),
      command: showCommands(setCommand(target, parametersOf(target, changes))),
    },
  ]
}

/** Each old value is kept before the first write; a value that is as it should be is not written. */
export async function applyTo(context: Context, target: Target): Promise<void> {
  const { before, log } = context
  const changes = changesOf(target)
  if (Object.keys(changes).length === 0) return
  const parameters = parametersOf(target, changes)
  for (const name of Object.keys(parameters))
    await before.keep(keptAs(target, name), JSON.stringify(target.found[name] ?? null))
  await write(context, target, parameters)
  for (const [name, after] of Object.entries(changes))
    log(`${target.identity}: ${changeInWords(name, target.found[name], after)}`, { host: target.host, level: 'good' })
}

/** Exactly what was captured, empty values too; what stands there again already is not written. */
export async function putBack(context: Context, target: Target): Promise<void> {
  const kept = await keptOf(context, target)
  const changes = Object.fromEntries(
    Object.entries(kept).filter(([name, value]) => !isExactly(name, target.found[name] ?? null, value)),
  )
  if (Object.keys(changes).length === 0) return
  await write(context, target, parametersOf({ ...target, wanted: kept }, changes))
  context.log(`${target.identity} has its former values again`, { host: target.host })
}

/** What was kept of this object before the first change: only what was about to be changed. */
export async function keptOf({ before }: Context, target: Target): Promise<Settings> {
  const kept: Settings = {}
  for (const name of Object.keys({ ...target.found, ...target.wanted })) {
    const value = await before.recall(keptAs(target, name))
    // Written by applyTo, which keeps settings and nothing else.
    if (typeof value === 'string') kept[name] = JSON.parse(value) as Setting
  }
  return kept
}

async function write({ hosts, keep }: Context, target: Target, parameters: Settings): Promise<void> {
  if (Object.keys(parameters).some((name) => target.afterRestart?.includes(name)))
    await oweRestart(keep, target.host, `new values of ${target.identity}`)
  const session = await hosts.exchange(target.via)
  await session.run(setCommand(target, parameters), { write: true })
}

const keptAs = ({ identity }: Target, name: string) => `${identity} ${name}`

/** Where somebody put other letters of the same URL, Undo puts back the ones that were there. */
const isExactly = (name: string, one: Setting, other: Setting) =>
  isSame(name, one, other) && (Array.isArray(one) || String(one ?? '') === String(other ?? ''))

/** What differs first, on which server, and how much else does. */
function differences(targets: readonly Target[]): string {
  const all = targets.flatMap((target) =>
    Object.keys(changesOf(target)).map(
      (name) => `${target.identity} has ${name} ${settingInWords(target.found[name] ?? null)}`,
    ),
  )
  const [first, second] = all
  const more = all.length > 2 ? `; and ${all.length - 2} more values differ` : ''
  return `${[first, second].filter(Boolean).join('; ')}${more}.`
}

function cannotUndo(found: Finding): Failure {
  return new Failure('blocked', {
    message: found.detail,
    remedy: found.state === 'blocked' ? found.remedy : 'Look again.',
  })
}

async function evidenceOf(context: Context, target: Target): Promise<{ name: string; value: string }[]> {
  const kept = await keptOf(context, target)
  return Object.keys(target.wanted).map((name) => {
    const now = settingInWords(target.found[name] ?? null)
    const was = kept[name]
    const isChanged = was !== undefined && !isSame(name, was, target.found[name] ?? null)
    return { name: `${target.identity} ${name}`, value: isChanged ? `${now} (before: ${settingInWords(was)})` : now }
  })
}
