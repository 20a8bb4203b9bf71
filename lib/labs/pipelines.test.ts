import { expect, test } from 'vitest'
import { Secret } from '#lib/secret.ts'
import { addEvidence, addPipelines, closeRun, closeStep, openRun, openStep } from '#lib/wizard/journal.ts'
import { redactor } from '#lib/wizard/redact.ts'
import { makeLab } from '#test/journey.ts'
import { loadLab } from './labs.ts'
import { listPipelines } from './pipelines.ts'

test('what was sent to Windows hosts is listed in its order, without secrets, and hides no proof of an earlier look', async () => {
  await makeLab()
  const redact = redactor([new Secret('Passw0rd!')])
  const walk = async (proves: boolean) => {
    const runId = await openRun({ labId: 'lab1', kind: 'apply' })
    const step = await openStep({ runId, partId: 'lab', stepId: 'preflight', fingerprint: '' })
    if (proves) await addEvidence(step, [{ kind: 'fact', subject: 'preflight', data: [] }], redact)
    const sent = ['Test-Path', 'Set-Content'].map((name) => ({
      host: 'LAB-EX01',
      endpoint: 'windows' as const,
      commands: [{ name, parameters: { Value: 'it is Passw0rd!' } }],
    }))
    await addPipelines(step, sent, redact)
    await closeStep(step, { outcome: 'satisfied' }, redact)
    await closeRun(runId, 'done')
    return runId
  }
  await walk(true)
  const listed = await listPipelines([await walk(false)])
  expect(listed).toEqual(
    ['Test-Path', 'Set-Content'].map((name) => ({
      part: 'lab',
      step: 'preflight',
      host: 'LAB-EX01',
      endpoint: 'windows',
      commands: [{ name, parameters: { Value: 'it is [secret]' } }],
    })),
  )
  const shown = (await loadLab('lab1')).parts.flatMap(({ steps }) => steps.flatMap(({ evidence }) => evidence))
  expect(shown).toMatchObject([{ kind: 'fact', subject: 'preflight' }])
})
