import { afterAll, beforeAll, expect, test } from 'vitest'
import { clientAccess } from '#lib/parts/client-access/part.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { trustAuthorities } from '#lib/parts/pki/trust-authorities.ts'
import type { SentPipeline } from '#lib/wizard/hosts.ts'
import { applyStep, undoStep } from '#lib/wizard/run-step.ts'
import type { StepContext } from '#lib/wizard/step.ts'
import { labState } from './lab-state.ts'
import { transcript } from './series/transcript.ts'
import { stepContext } from './step-context.ts'
import { type WindowsLab, windowsLab } from './windows-lab.ts'

const steps = [trustAuthorities, ...clientAccess.steps]
let lab: WindowsLab
let contexts: Map<string, ReturnType<typeof stepContext>>
let fresh: ReturnType<typeof labState>

beforeAll(async () => {
  lab = await windowsLab()
  // What Part 3 makes itself is not there yet.
  for (const name of [kept.leafRequest, kept.leafCertificate, kept.leafKey]) lab.context.kept.delete(name)
  contexts = new Map(steps.map(({ id }) => [id, contextOf()]))
  fresh = labState(lab)
})
afterAll(() => lab.close())

/** What a Step keeps for its Undo is its own; what is kept for the lab is everybody's. */
const contextOf = () => {
  const { answers, hosts, keep } = lab.context
  return { ...stepContext({ answers, hosts }), keep, kept: lab.context.kept }
}
const contextFor = (id: string): StepContext<typeof lab.context.answers> => contexts.get(id) ?? contextOf()

/** What each Step sent, when it is carried out after the others. */
async function runAll() {
  const outcomes: Record<string, unknown> = {}
  const sent: Record<string, SentPipeline[]> = {}
  for (const step of steps) {
    lab.pipelines.length = 0
    const { outcome, failure } = await applyStep(step, contextFor(step.id))
    outcomes[step.id] = failure ? `${outcome}: ${failure.message}` : outcome
    sent[step.id] = [...lab.pipelines]
  }
  return { outcomes, sent }
}

const isWrite = ({ commands }: SentPipeline) =>
  commands.some(({ name }) => /^(New|Set|Add|Remove|Enable|Import-ExchangeC|Import-C|Export|Update)/.test(name))

test('Part 3 is carried out, a second run writes nothing, and its Undo leaves everything as it was', async () => {
  const first = await runAll()
  expect(Object.values(first.outcomes).filter((outcome) => !/^(changed|satisfied)$/.test(`${outcome}`))).toEqual([])
  const provider = clientAccess.steps.find(({ id }) => id === 'outlook-provider')
  await expect(transcript({ ...first.sent, ...(provider && (await withWildcard(provider))) })).toMatchFileSnapshot(
    '../docs/transcript-part-3.md',
  )

  const done = labState(lab)
  const second = await runAll()
  expect(second.outcomes).toEqual(Object.fromEntries(steps.map(({ id }) => [id, 'satisfied'])))
  expect(Object.values(second.sent).flat().filter(isWrite)).toEqual([])
  expect(labState(lab)).toEqual(done)

  for (const step of steps.toReversed())
    expect([step.id, (await undoStep(step, contextFor(step.id))).outcome]).toEqual([step.id, 'undone'])
  expect(labState(lab)).toEqual(fresh)
})

/** What the series does with a wildcard certificate only, and back again. */
async function withWildcard(step: (typeof steps)[number]) {
  const context = contextOf()
  const { answers } = context
  const wishing = {
    ...context,
    answers: { ...answers, 'client-access': { ...answers['client-access'], wildcard: true } },
  }
  lab.pipelines.length = 0
  expect(await applyStep(step, wishing)).toMatchObject({ outcome: 'changed' })
  const sent = [...lab.pipelines]
  await undoStep(step, wishing)
  return { [step.id]: sent }
}
