import { beforeEach, expect, test } from 'vitest'
import { db } from '#lib/db.ts'
import { Failure } from '#lib/failure.ts'
import { defaultAnswers } from '#lib/parts/defaults.ts'
import { Secret } from '#lib/secret.ts'
import { keepOf } from '#lib/wizard/keep.ts'
import { makeLab, partOf, scripted, travel } from '#test/journey.ts'
import { has, readBy, streamsOf } from '#test/pdf.ts'
import { reportData } from '#test/report-data.ts'
import { readReport } from './read-report.ts'
import { reportJson } from './report-json.ts'
import { reportPdf } from './report-pdf.ts'

beforeEach(async () => {
  await db.lab.deleteMany()
  await makeLab()
})

const { lab } = reportData({ upTo: 0 })
const answers = defaultAnswers('rehearsal')

test('runs are told as their rows are: what was found, changed and failed, oldest first', async () => {
  const change = { host: 'machine', summary: 'Would set it', command: 'set it' }
  const refused = async () => {
    throw new Failure('unreachable', {
      message: 'No answer.',
      remedy: 'Look at the cable.',
      cause: new Error('ECONNRESET'),
    })
  }
  await travel([partOf('one', scripted('set-it', { plan: async () => [change] }))])
  await travel([partOf('two', scripted('reach-it', { check: refused }))])
  const { runs } = await readReport(lab, answers)
  expect(runs.map(({ outcome }) => outcome)).toEqual(['done', 'failed'])
  expect(runs.flatMap(({ steps }) => steps)).toMatchObject([
    { stepId: 'set-it', outcome: 'changed', found: 'set-it is not so', detail: 'set-it is so', changes: [change] },
    {
      stepId: 'reach-it',
      outcome: 'failed',
      failure: { code: 'unreachable', message: 'No answer.', remedy: 'Look at the cable.', cause: 'Error: ECONNRESET' },
    },
  ])
})

test('a Step whose process died is told as interrupted, one that is at work as running', async () => {
  const step = { partId: 'one', stepId: 'set-it', fingerprint: 'f' }
  const run = { labId: 'lab1', kind: 'apply' as const, owner: '1:1' }
  await db.run.create({ data: { ...run, startedAt: new Date(0), endedAt: new Date(1), steps: { create: step } } })
  await db.run.create({ data: { ...run, startedAt: new Date(2), steps: { create: step } } })
  const { runs } = await readReport(lab, answers)
  expect(runs.flatMap(({ steps }) => steps.map(({ outcome }) => outcome))).toEqual(['interrupted', 'running'])
})

test('a report names its version and moment, and takes of the lab only what it tells', async () => {
  const data = await readReport({ ...lab, ...{ activeRun: null, machines: [] } }, answers)
  expect(data.version).toMatch(/^\d+\.\d+\.\d+$/)
  expect(Math.abs(Date.parse(data.madeAt) - Date.now())).toBeLessThan(60_000)
  expect(Object.keys(data.lab).sort()).toEqual(['holder', 'id', 'identities', 'kind', 'name', 'parts', 'release'])
})

test('no kept secret and no private key reaches PDF or JSON, even where a row or a proof holds one', async () => {
  const secret = 'correct-horse-battery'
  const key = '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\n-----END PRIVATE KEY-----'
  await keepOf('lab1').writeSecret('ssh.password', new Secret(secret))
  const { runId } = (await travel([partOf('one', scripted('set-it'))])).steps[0] ?? { runId: '' }
  await db.stepRun.updateMany({
    where: { runId },
    data: {
      stepId: 'push-haproxy-config',
      partId: 'load-balancer',
      found: `stats auth admin:${secret}`,
      detail: secret,
      changes: [{ host: 'lab-hap01', summary: 'Would sign in', command: `curl -u admin:${secret}` }],
    },
  })
  const leaky = reportData({ upTo: 7 }).lab
  for (const { evidence } of leaky.parts.flatMap(({ steps }) => steps))
    for (const proof of evidence)
      if (proof.kind === 'file' && proof.data.content) proof.data.content += `\nauth ${secret}\n${key}\n`
  const data = await readReport({ ...leaky, id: 'lab1', name: secret }, answers)
  const pdf = await reportPdf(data)
  const said = [reportJson(data), Buffer.from(pdf).toString('latin1'), ...streamsOf(pdf)]
  if (has('pdftotext', '-v')) said.push(readBy('pdftotext', ['-raw', '%', '-'], pdf))
  for (const text of said) {
    expect(text).not.toContain(secret)
    expect(text).not.toContain('MIIEvQIBADANBgkq')
  }
  expect(said.at(-1)).toContain('curl -u admin:[secret]')
  expect(said.at(-1)).toContain('[private key left out]')
})
