import { expect, onTestFinished, test } from 'vitest'
import { applyStep, lookAtStep } from '#lib/wizard/run-step.ts'
import { type DrillNode, drillPair } from '#test/drill-pair.ts'
import { haproxyDrill } from './haproxy-drill.ts'

const drill = haproxyDrill({ beforeMs: 150, afterMs: 200, givesUpMs: 20_000 })
/** For what never gets well. */
const briefDrill = haproxyDrill({ beforeMs: 150, afterMs: 200, givesUpMs: 700 })
const STAYS_DOWN = '/run/systemd/system/haproxy.service.d/zz-fairlead-drill.conf'

async function paired(options: Parameters<typeof drillPair>[0] = {}) {
  const pair = await drillPair(options)
  onTestFinished(pair.close)
  return pair
}

const LOOKS = /^(ip|curl|journalctl|watch|systemctl (is-active|show))/
const changesOn = ({ transcript }: DrillNode) => transcript.filter((line) => !LOOKS.test(line))
const isPutBack = ({ state, files }: DrillNode) => state.haproxy && !state.timer && !files.has(STAYS_DOWN)

test.each<[string, (given: Awaited<ReturnType<typeof drillPair>>) => void, RegExp]>([
  [
    'HAProxy of the other node is dead',
    ({ second }) => (second.state.haproxy = false),
    /HAProxy on lab-hap02 does not answer/,
  ],
  [
    'keepalived of the other node is stopped',
    ({ second }) => (second.state.keepalived = false),
    /keepalived does not run on lab-hap02/,
  ],
  [
    'keepalived of the other node is in FAULT',
    ({ second }) => (second.state.notified = 'INSTANCE exchange FAULT 100'),
    /state FAULT/,
  ],
  [
    'the other node could not serve',
    ({ second }) => (second.state.ownDoorStatus = 503),
    /lab-hap02 could not serve everybody: owa/,
  ],
  ['nobody holds the address', ({ first }) => (first.state.holds = false), /Nobody holds 10\.113\.0\.10/],
  ['both hold the address', ({ second }) => (second.state.holds = true), /both hold/],
  ['the service is down already', ({ pair }) => (pair.status = 503), /HTTP 503 instead of 200/],
  ['this machine is no administrator’s', ({ pair }) => (pair.status = 404), /HTTP 404 instead of 200/],
  ['there is no PKI', ({ context }) => context.kept.clear(), /no root certificate/],
])('breaks nothing where %s', async (_, change, message) => {
  const given = await paired()
  change(given)
  expect(await applyStep(drill, given.context)).toMatchObject({
    outcome: 'blocked',
    failure: { message: expect.stringMatching(message), remedy: expect.stringMatching(/\w/), fix: expect.anything() },
  })
  expect(given.nodes.flatMap(changesOn)).toEqual([])
})

test('where the node cannot be reached any more, it is told that it helps itself', async () => {
  const { context, first } = await paired()
  const refuse = async () => {
    throw new Error('the connection was lost')
  }
  first.diesAt = 'systemctl kill'
  const run = first.run.bind(first)
  first.run = (command, options) => (command[0] === 'rm' ? refuse() : run(command, options))
  expect(await applyStep(drill, context)).toMatchObject({ outcome: 'failed' })
  expect(context.logged.join('\n')).toMatch(/could not be started again from here.*by itself at the latest 90 s/)
})

test('an outage longer than promised is no success, says so and is put back', async () => {
  const { context, first, pair } = await paired()
  pair.takeoverMs = 300
  context.answers.demo.promisedMs = 100
  expect(await applyStep(drill, context)).toMatchObject({
    outcome: 'failed',
    failure: {
      code: 'not-verified',
      message: expect.stringMatching(/100 ms were promised\. Everything has been put back\.$/),
      fix: { part: 'demo', field: 'promisedMs' },
    },
  })
  expect(isPutBack(first)).toBe(true)
  expect(context.evidence).toHaveLength(1)
  expect(await lookAtStep(drill, context)).toMatchObject({ outcome: 'pending' })
})

test('where the address never moves, the drill is given up, put back and told', async () => {
  const { context, first, pair } = await paired()
  pair.takeoverMs = Number.POSITIVE_INFINITY
  context.answers.demo.promisedMs = 500
  expect(await applyStep(briefDrill, context)).toMatchObject({
    outcome: 'failed',
    failure: {
      message: expect.stringContaining('the address did not move away from lab-hap01'),
      fix: { part: 'high-availability' },
    },
  })
  expect(isPutBack(first)).toBe(true)
})

test('an address that does not move is no success, also where hardly a request was lost', async () => {
  const { context, first, pair } = await paired()
  pair.takeoverMs = Number.POSITIVE_INFINITY
  context.answers.demo.promisedMs = 60_000
  expect(await applyStep(briefDrill, context)).toMatchObject({
    outcome: 'failed',
    failure: {
      message: expect.stringContaining('did not move away from lab-hap01'),
      fix: { part: 'high-availability' },
    },
  })
  expect(isPutBack(first)).toBe(true)
  expect(await lookAtStep(briefDrill, context)).toMatchObject({ outcome: 'pending' })
})

test('where the address moves by itself before the fault, nothing is killed', async () => {
  const { context, first, second } = await paired()
  const run = first.run.bind(first)
  first.run = async (command, options) => {
    const said = await run(command, options)
    if (command.includes('daemon-reload'))
      setTimeout(() => Object.assign(first.state, { holds: false }) && Object.assign(second.state, { holds: true }), 60)
    return said
  }
  expect(await applyStep(drill, context)).toMatchObject({
    outcome: 'failed',
    failure: {
      code: 'not-verified',
      message: expect.stringMatching(/moved by itself before anything was broken: lab-hap01, then .*lab-hap02/),
    },
  })
  expect(first.transcript).not.toContain('systemctl kill --signal=KILL haproxy')
})

test('where requests are lost before the fault, nothing is killed', async () => {
  const { context, first, pair } = await paired()
  const run = first.run.bind(first)
  first.run = (command, options) => {
    if (command.includes('daemon-reload')) pair.status = 503
    return run(command, options)
  }
  expect(await applyStep(drill, context)).toMatchObject({
    outcome: 'failed',
    failure: { code: 'not-verified', message: expect.stringContaining('lost before anything was broken: status 503') },
  })
  expect(first.transcript).not.toContain('systemctl kill --signal=KILL haproxy')
  expect(isPutBack(first)).toBe(true)
})
