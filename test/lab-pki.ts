import type { Answers } from '#lib/parts/answers.ts'
import { issueLeaf } from '#lib/parts/client-access/issue-leaf.ts'
import { requestCertificate } from '#lib/parts/client-access/request-certificate.ts'
import { defaultAnswers } from '#lib/parts/defaults.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { pki } from '#lib/parts/pki/part.ts'
import { keyBelongsTo } from '#lib/protocols/x509/certificate.ts'
import { Secret } from '#lib/secret.ts'
import { stepContext, type TestContext } from './step-context.ts'

type Changed = {
  lab?: Partial<Answers['lab']>
  pki?: Partial<Answers['pki']>
  'client-access'?: Partial<Answers['client-access']>
}

/**
 * What is kept for a lab of default answers: by Part 2 both authorities and their lists, by Part 3 the certificate with a key
 * that Fairlead made. Made once in a test process; every caller gets a copy of its own.
 */
export async function labPki(): Promise<Map<string, string | Secret>> {
  made ??= make()
  return new Map(await made)
}

/** Of that what Part 2 keeps. */
export async function labAuthorities(): Promise<Map<string, string | Secret>> {
  const all = await labPki()
  for (const name of [kept.leafRequest, kept.leafCertificate, kept.leafKey]) all.delete(name)
  return all
}

/** A context in which all this has been done, and some answers have been changed since. */
export async function afterPki(changed: Changed = {}): Promise<TestContext> {
  return stepContext({ kept: await labPki(), answers: withKeyHere(changed) })
}

export function withKeyHere(changed: Changed = {}): Answers {
  const answers = defaultAnswers('rehearsal')
  return {
    ...answers,
    lab: { ...answers.lab, ...changed.lab },
    pki: { ...answers.pki, ...changed.pki },
    'client-access': { ...answers['client-access'], keyOrigin: 'fairlead', ...changed['client-access'] },
  }
}

export const keptText = ({ kept }: TestContext, name: string): string => String(kept.get(name))

export function fits(context: TestContext, name: 'root' | 'intermediate' | 'leaf'): boolean {
  const key = context.kept.get(kept[`${name}Key`])
  return key instanceof Secret && keyBelongsTo(key, keptText(context, kept[`${name}Certificate`]))
}

/** What stays of a kept text that was replaced: `<name>.<UTC timestamp>`. */
export const previousOf = (context: TestContext, name: string): unknown[] =>
  [...context.kept].filter(([other]) => /^\.\d{8}T\d{6}Z$/.test(other.slice(name.length))).map(([, text]) => text)

/** The Steps of Part 2 that happen in Fairlead itself. */
export const stepsWithin = pki.steps.filter(({ hostsOf }) => hostsOf(defaultAnswers('rehearsal')).join() === 'Fairlead')

let made: Promise<Map<string, string | Secret>> | undefined

async function make() {
  const context = stepContext({ answers: withKeyHere() })
  for (const step of [...stepsWithin, requestCertificate, issueLeaf]) await step.apply(context)
  return context.kept
}
