import { spawnSync } from 'node:child_process'
import { beforeEach, expect, test } from 'vitest'
import { db } from '#lib/db.ts'
import { makeLab, partOf, scripted, travel } from '#test/journey.ts'
import { openRun, openStep } from './journal.ts'
import { isAlive, thisProcess } from './owner.ts'
import { resume } from './resume.ts'

beforeEach(async () => {
  await db.lab.deleteMany()
  await makeLab()
})

/** A process that has ended: its pid is free again, or somebody else's with another start time. */
const deadOwner = () => `${spawnSync('true').pid}:1`

test('a run whose process died is closed as interrupted, its Step too', async () => {
  const runId = await openRun({ labId: 'lab1', kind: 'apply' })
  await openStep({ runId, partId: 'one', stepId: 'set-it', fingerprint: '' })
  await db.run.update({ where: { id: runId }, data: { owner: deadOwner() } })
  expect(await resume()).toEqual([runId])
  const run = await db.run.findUniqueOrThrow({ where: { id: runId }, include: { steps: true } })
  expect(run).toMatchObject({ outcome: 'interrupted', activeLabId: null })
  expect(run.steps[0]).toMatchObject({ outcome: 'interrupted', failureCode: 'outcome-unknown' })
})

test('a run of a living process is left alone, however often one resumes', async () => {
  await openRun({ labId: 'lab1', kind: 'apply' })
  expect(await resume()).toEqual([])
  expect(await resume()).toEqual([])
  expect(isAlive(thisProcess())).toBe(true)
})

test('a Step that died between change and proof is found done and not done twice', async () => {
  const step = scripted('set-it')
  step.done = true
  const runId = await openRun({ labId: 'lab1', kind: 'apply' })
  await openStep({ runId, partId: 'one', stepId: 'set-it', fingerprint: '' })
  await db.run.update({ where: { id: runId }, data: { owner: deadOwner() } })
  await resume()
  const run = await travel([partOf('one', step)])
  expect(run.steps[0]).toMatchObject({ outcome: 'satisfied' })
  expect(step.calls).toEqual(['check'])
})
