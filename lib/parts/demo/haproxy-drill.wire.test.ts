import { expect, onTestFinished, test } from 'vitest'
import { applyStep, lookAtStep } from '#lib/wizard/run-step.ts'
import type { DrillEvidence } from '#lib/wizard/step.ts'
import { type DrillNode, drillPair } from '#test/drill-pair.ts'
import { haproxyDrill } from './haproxy-drill.ts'

const drill = haproxyDrill({ beforeMs: 150, afterMs: 200, givesUpMs: 20_000 })
const STAYS_DOWN = '/run/systemd/system/haproxy.service.d/zz-fairlead-drill.conf'

async function paired(options: Parameters<typeof drillPair>[0] = {}) {
  const pair = await drillPair(options)
  onTestFinished(pair.close)
  return pair
}

const LOOKS = /^(ip|curl|journalctl|watch|systemctl (is-active|show))/
const changesOn = ({ transcript }: DrillNode) => transcript.filter((line) => !LOOKS.test(line))
const isPutBack = ({ state, files }: DrillNode) => state.haproxy && !state.timer && !files.has(STAYS_DOWN)

function drillOf({ context }: Awaited<ReturnType<typeof drillPair>>): DrillEvidence {
  const [proof] = context.evidence
  if (proof?.kind !== 'drill') throw new Error('no drill was proven')
  return proof.data
}

test('kills HAProxy where it serves, measures, and puts everything back', async () => {
  const given = await paired()
  const ending = await applyStep(drill, given.context)

  expect(ending).toMatchObject({ outcome: 'changed', found: 'This drill has not been made yet.' })
  expect(ending.detail).toMatch(
    /^\d+ of \d+ requests were lost in \d+ ms; lab-hap02 had the address \d+ ms after lab-hap01 was hit\.$/,
  )
  const evidence = drillOf(given)
  expect(evidence).toMatchObject({
    id: 'drill-haproxy-killed',
    url: 'https://mail.digitalbrain.com.au/owa/healthcheck.htm',
    holderBefore: 'lab-hap01',
    holderAfter: 'lab-hap02',
  })
  expect(evidence.holders[0]).toEqual({ atMs: 0, host: 'lab-hap01' })
  expect(evidence.holders.at(-1)?.host).toBe('lab-hap02')
  expect(evidence.lost).toBeGreaterThan(0)
  expect(evidence.outageMs).toBeGreaterThan(80)
  expect(evidence.movedAfterMs).toBeGreaterThan(100)
  expect(evidence.requests.filter(({ atMs, ok }) => atMs < evidence.faultAtMs - 50 && !ok)).toEqual([])

  expect(changesOn(given.first)).toEqual([
    'write /run/fairlead-drill-restore 600',
    expect.stringMatching(
      /^systemd-run --unit=fairlead-drill-restore --on-active=90 --timer-property=AccuracySec=100ms --collect sh \/run\/fairlead-drill-restore$/,
    ),
    'install -d -m 0755 /run/systemd/system/haproxy.service.d',
    `write ${STAYS_DOWN} 644`,
    'systemctl daemon-reload',
    'systemctl kill --signal=KILL haproxy',
    `rm -f ${STAYS_DOWN}`,
    'systemctl daemon-reload',
    'systemctl reset-failed haproxy',
    'systemctl start haproxy',
    'systemctl stop fairlead-drill-restore.timer',
    'rm -f /run/fairlead-drill-restore',
  ])
  expect(changesOn(given.second)).toEqual([])
  expect(isPutBack(given.first)).toBe(true)
  expect(given.first.state.holds).toBe(true)
  expect(given.context.logged.join('\n')).toContain('Restart=always')
})

test('a drill that was passed is not made again while the same configurations run', async () => {
  const { context, nodes } = await paired()
  const first = await applyStep(drill, context)
  for (const { transcript } of nodes) transcript.length = 0

  expect(await applyStep(drill, context)).toMatchObject({ outcome: 'satisfied', detail: first.detail })
  expect(nodes.flatMap(changesOn)).toEqual([])
})

test('it is made again once another configuration runs', async () => {
  const { context, second } = await paired()
  await applyStep(drill, context)
  second.state.configuration = 'fairlead-2'
  expect(await lookAtStep(drill, context)).toMatchObject({
    outcome: 'pending',
    found: expect.stringContaining('other configurations'),
    changes: [{ host: 'lab-hap01', command: 'systemctl kill --signal=KILL haproxy' }, { host: 'lab-hap01' }],
  })
})

test('what a drill that died has left behind is put back before anything else, and the drill made again', async () => {
  const { context, first, second } = await paired()
  first.files.set(STAYS_DOWN, { content: '', mode: 0o644, owner: 'root', group: 'root' })
  Object.assign(first.state, { haproxy: false, holds: false, timer: true })
  second.state.holds = true

  expect(await lookAtStep(drill, context)).toMatchObject({
    outcome: 'pending',
    found: expect.stringContaining('has died'),
  })
  expect(await applyStep(drill, context)).toMatchObject({ outcome: 'changed' })
  expect(changesOn(first)[0]).toBe(`rm -f ${STAYS_DOWN}`)
  expect(isPutBack(first)).toBe(true)
})

test('a drill that fails half-way puts everything back, and is taken up again', async () => {
  const { context, first } = await paired()
  first.diesAt = 'systemctl kill'
  expect(await applyStep(drill, context)).toMatchObject({ outcome: 'failed' })
  expect(isPutBack(first)).toBe(true)
  expect(await applyStep(drill, context)).toMatchObject({ outcome: 'changed' })
})

test('a drill that is stopped puts everything back although its signal is gone', async () => {
  const stop = new AbortController()
  const { context, first, pair } = await paired({ signal: stop.signal })
  pair.takeoverMs = Number.POSITIVE_INFINITY
  const applying = applyStep(drill, context)
  await expect.poll(() => first.state.haproxy, { interval: 10, timeout: 5000 }).toBe(false)
  stop.abort(new Error('stopped by the administrator'))
  expect(await applying).toMatchObject({ outcome: 'cancelled' })
  expect(isPutBack(first)).toBe(true)
})

test('where the other node still has the address, it is waited for until it is home', async () => {
  const { context, first, second } = await paired()
  Object.assign(first.state, { holds: false })
  Object.assign(second.state, { holds: true })
  const applying = applyStep(drill, context)
  await expect.poll(() => context.logged.join()).toContain('waiting until 10.113.0.10 is back at lab-hap01')
  Object.assign(first.state, { holds: true })
  Object.assign(second.state, { holds: false })
  expect(await applying).toMatchObject({
    outcome: 'changed',
    detail: expect.stringContaining('after lab-hap01 was hit'),
  })
})

test('what was kept by an earlier version and cannot be read counts as no drill', async () => {
  const { context } = await paired()
  context.kept.set('demo/drill-haproxy-killed', '{"lost":')
  expect(await lookAtStep(drill, context)).toMatchObject({
    outcome: 'pending',
    found: 'This drill has not been made yet.',
  })
})
