import type { Answers } from '#lib/parts/answers.ts'
import { defaultAnswers } from '#lib/parts/defaults.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { pki } from '#lib/parts/pki/part.ts'
import { keyBelongsTo } from '#lib/protocols/x509/certificate.ts'
import { Secret } from '#lib/secret.ts'
import { stepContext, type TestContext } from './step-context.ts'

type Changed = { lab?: Partial<Answers['lab']>; pki?: Partial<Answers['pki']> }

/** What Part 2 keeps for a lab of default answers. Made once in a test process; every caller gets a copy of its own. */
export async function labPki(): Promise<Map<string, string | Secret>> {
  made ??= make()
  return new Map(await made)
}

/** A context in which Part 2 has been done, and some answers have been changed since. */
export async function afterPki(changed: Changed = {}): Promise<TestContext> {
  const answers = defaultAnswers('rehearsal')
  return stepContext({
    kept: await labPki(),
    answers: { ...answers, lab: { ...answers.lab, ...changed.lab }, pki: { ...answers.pki, ...changed.pki } },
  })
}

export const keptText = ({ kept }: TestContext, name: string): string => String(kept.get(name))

export function fits(context: TestContext, name: 'root' | 'intermediate' | 'leaf'): boolean {
  const key = context.kept.get(kept[`${name}Key`])
  return key instanceof Secret && keyBelongsTo(key, keptText(context, kept[`${name}Certificate`]))
}

/** What stays of a kept text that was replaced: `<name>.<UTC timestamp>`. */
export const previousOf = (context: TestContext, name: string): unknown[] =>
  [...context.kept].filter(([other]) => /^\.\d{8}T\d{6}Z$/.test(other.slice(name.length))).map(([, text]) => text)

/** The Steps that happen in Fairlead itself. */
export const stepsWithin = pki.steps.filter(({ hostsOf }) => hostsOf(defaultAnswers('rehearsal')).join() === 'Fairlead')

let made: Promise<Map<string, string | Secret>> | undefined

async function make() {
  const context = stepContext()
  for (const step of stepsWithin) await step.apply(context)
  return context.kept
}
