import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { kept } from '#lib/parts/kept-names.ts'
import { Secret } from '#lib/secret.ts'
import type { Command } from '#lib/wizard/hosts.ts'
import { Machine } from '#test/machine.ts'
import { stepContext } from '#test/step-context.ts'
import { preflight } from './preflight.ts'

type Quirks = {
  uid?: string
  release?: string
  neighbours?: string
  holds?: boolean
  computer?: string
  aheadMs?: number
  noPassword?: true
}

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

/** Five Windows hosts that say who they are and what time it is. */
const windows = ({ computer, aheadMs = 0, noPassword }: Quirks = {}) => ({
  kept: new Map(noPassword ? [] : [[kept.windowsPassword, new Secret('Passw0rd!')]]),
  windows: ['LAB-EX01', 'LAB-EX02', 'LAB-DC01', 'LAB-CA01', 'LAB-CA02'].map((host) => ({
    host,
    identity: async () => ({
      computer: computer ?? `${host.toLowerCase()}.lab.local`,
      domain: 'lab.local',
      login: 'ntlm',
      sealed: 'ntlm',
      version: '4.0',
    }),
    run: async () => [new Date(Date.now() + aheadMs)],
  })),
})

const look = (quirks: Quirks = {}, dial = async () => new PassThrough()) => {
  const context = stepContext({
    shells: [node('lab-hap01', quirks), node('lab-hap02')],
    hosts: { dial },
    ...windows(quirks),
  })
  return { context, finding: preflight.check(context) }
}

test('two fresh nodes and two reachable servers are fit, and what they run is kept', async () => {
  const { context, finding } = look()
  expect(await finding).toMatchObject({ state: 'satisfied', detail: '7 hosts are fit.' })
  expect(context.evidence).toMatchObject([
    {
      subject: 'preflight',
      data: expect.arrayContaining([
        { name: 'lab-hap01', value: 'Debian GNU/Linux 12 (bookworm)' },
        {
          name: 'PowerShell on LAB-CA01',
          value: expect.stringContaining(
            'named itself lab-ca01.lab.local of lab.local in the NTLM login, messages sealed by NTLM',
          ),
        },
      ]),
    },
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
  ['a Windows password that is not kept', { noPassword: true }, /password of LAB\\Administrator is not kept/],
  ['a stranger at the address of a Windows host', { computer: 'other.lab.local' }, /answers other.lab.local/],
  ['a clock that Kerberos would refuse', { aheadMs: -400_000 }, /clock of LAB-EX01 is 400.0 s behind/],
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
    stepContext({ shells: [machine, node('lab-hap02')], hosts: { dial: async () => new PassThrough() }, ...windows() }),
  )
  expect(machine.changes(['id', 'ip', 'timeout'])).toEqual([])
})
