import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import type { Command } from '#lib/wizard/hosts.ts'
import { Machine } from '#test/machine.ts'
import { stepContext } from '#test/step-context.ts'
import { preflight } from './preflight.ts'

type Quirks = { uid?: string; release?: string; neighbours?: string; holds?: boolean }

function node(
  name: string,
  {
    uid = '0',
    release = 'ID=debian\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
    neighbours = '',
    holds = false,
  }: Quirks = {},
) {
  const machine = new Machine(name, ([program, ...words]: Command) => {
    if (program === 'id') return uid
    if (program === 'timeout') return { exitCode: 124 }
    if (words.includes('addr')) return holds ? '[{"local":"10.113.0.10"}]' : '[]'
    if (words.includes('neigh')) return neighbours
    return undefined
  })
  machine.files.set('/etc/os-release', { content: release, mode: 0o644, owner: 'root', group: 'root' })
  return machine
}

const look = (quirks: Quirks = {}, dial = async () => new PassThrough()) => {
  const context = stepContext({ shells: [node('lab-hap01', quirks), node('lab-hap02')], hosts: { dial } })
  return { context, finding: preflight.check(context) }
}

test('two fresh nodes and two reachable servers are fit, and what they run is kept', async () => {
  const { context, finding } = look()
  expect(await finding).toMatchObject({ state: 'satisfied', detail: '4 hosts are fit.' })
  expect(context.evidence).toMatchObject([
    { subject: 'preflight', data: [{ name: 'lab-hap01', value: 'Debian GNU/Linux 12 (bookworm)' }, {}, {}, {}] },
  ])
})

test.each<[string, Quirks, RegExp]>([
  ['a login without rights', { uid: '1000' }, /do not run as root/],
  ['a system it does not know', { release: 'ID=alpine\nPRETTY_NAME="Alpine Linux"' }, /Alpine Linux/],
  [
    'a virtual address in somebody else’s use',
    { neighbours: '10.113.0.10 dev eth0 lladdr 52:54:00:aa:bb:cc REACHABLE' },
    /Another machine \(MAC 52:54:00:aa:bb:cc\)/,
  ],
])('%s is blocked with a remedy', async (_what, quirks, detail) => {
  expect(await look(quirks).finding).toMatchObject({
    state: 'blocked',
    detail: expect.stringMatching(detail),
    remedy: expect.any(String),
  })
})

test('the virtual address on our own node is no stranger', async () => {
  expect(await look({ holds: true }).finding).toMatchObject({ state: 'satisfied' })
})

test('the virtual address on the other node of the pair is no stranger', async () => {
  const neighbours =
    '10.113.0.10 dev eth0 lladdr 52:54:00:00:00:12 STALE\n10.113.0.12 dev eth0 lladdr 52:54:00:00:00:12 STALE\n'
  expect(await look({ neighbours }).finding).toMatchObject({ state: 'satisfied' })
})

test('an Exchange server that does not answer is named', async () => {
  const refused = async () => {
    throw new Error('connect ECONNREFUSED')
  }
  expect(await look({}, refused).finding).toMatchObject({
    state: 'blocked',
    detail: expect.stringContaining('LAB-EX01'),
  })
})

test('changes nothing on any machine', async () => {
  const machine = node('lab-hap01')
  await preflight.check(
    stepContext({ shells: [machine, node('lab-hap02')], hosts: { dial: async () => new PassThrough() } }),
  )
  expect(machine.changes(['id', 'ip', 'timeout'])).toEqual([])
})
