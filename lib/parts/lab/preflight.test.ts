import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { kept } from '#lib/parts/kept-names.ts'
import type { Diagnosis } from '#lib/protocols/doctor/diagnosis.ts'
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
  diagnosis?: Partial<Diagnosis>
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

/** Five Windows hosts as the doctor found them. */
const windows = ({ noPassword, diagnosis }: Quirks = {}) => ({
  kept: new Map(noPassword ? [] : [[kept.windowsPassword, new Secret('Passw0rd!')]]),
  diagnose: async (host: string): Promise<Diagnosis> => ({ ...healthy(host), ...(host === 'LAB-EX01' && diagnosis) }),
})

const healthy = (host: string): Diagnosis => ({
  host,
  at: '2026-11-23T10:00:00.000Z',
  listeners: [],
  login: loginOf(host),
  clockSkewMs: 200,
  powershell: { version: '4.0', protocol: '2.2', edition: 'Desktop', windowsBuild: '6.3.9600.17400' },
  quotas: {
    maxEnvelopeKb: 500,
    maxTimeoutMs: 60_000,
    maxShellsPerUser: 30,
    maxProcessesPerShell: 25,
    maxMemoryPerShellMb: 1024,
    shellIdleMs: 7_200_000,
    allowUnencrypted: false,
  },
  exchange: host.startsWith('LAB-EX') ? { build: '15.0.1497.2', name: 'Exchange Server 2013' } : null,
  findings: [],
})

const loginOf = (host: string) => ({
  port: 5986,
  transport: 'https' as const,
  user: 'LAB\\Administrator',
  method: 'ntlm',
  sealed: 'tls',
  provenServer: named(host),
})

const named = (host: string) => ({
  computer: host,
  domain: 'LAB',
  dnsComputer: `${host.toLowerCase()}.lab.local`,
  dnsDomain: 'lab.local',
})
const finding = (severity: 'problem' | 'warning', code: string, message: string) => ({
  severity,
  code,
  message,
  remedy: 'Mend it.',
})

const look = (quirks: Quirks = {}, dial = async () => new PassThrough()) => {
  const { kept, diagnose } = windows(quirks)
  const context = stepContext({
    shells: [node('lab-hap01', quirks), node('lab-hap02')],
    hosts: { dial, diagnose },
    kept,
  })
  return { context, finding: preflight.check(context) }
}

test('two fresh nodes and two reachable servers are fit, and what they run is kept', async () => {
  const { context, finding } = look()
  expect(await finding).toMatchObject({ state: 'satisfied', detail: '7 hosts are fit.' })
  expect(context.evidence).toMatchObject([
    {
      subject: 'preflight',
      data: expect.arrayContaining([{ name: 'lab-hap01', value: 'Debian GNU/Linux 12 (bookworm)' }]),
    },
    {
      subject: 'LAB-EX01',
      data: [
        { name: 'PowerShell', value: '4.0, remoting 2.2' },
        { name: 'Windows', value: '6.3.9600.17400' },
        { name: 'Exchange', value: 'Exchange Server 2013, build 15.0.1497.2' },
        { name: 'login', value: expect.stringMatching(/5986, TLS .*named itself lab-ex01.lab.local of lab.local/) },
        { name: 'clock', value: '0.2 s ahead' },
        { name: 'quotas', value: expect.stringMatching(/500 kB .*60000 ms .*30 shells/) },
      ],
    },
    ...['LAB-EX02', 'LAB-DC01', 'LAB-CA01', 'LAB-CA02'].map((subject) => ({ subject })),
  ])
})

test('what is low or cannot be read on a Windows host is told with its remedy, and makes nothing unfit', async () => {
  const low = finding('warning', 'quota', 'Shell\\MaxShellsPerUser is 3; at least 5 is needed.')
  const { context, finding: found } = look({ diagnosis: { quotas: null, findings: [low] } })
  expect(await found).toMatchObject({ state: 'satisfied' })
  expect(context.logged).toContain('Shell\\MaxShellsPerUser is 3; at least 5 is needed. Mend it.')
  expect(context.evidence[1]).toMatchObject({
    data: expect.arrayContaining([
      { name: 'quotas', value: 'not readable by this account' },
      { name: 'warning', value: 'Shell\\MaxShellsPerUser is 3; at least 5 is needed. Mend it.' },
    ]),
  })
})

test('every problem of every Windows host is told at once', async () => {
  const quirk = { findings: [finding('problem', 'auth-rejected', 'LAB-EX01 says no.')], login: null, exchange: null }
  expect(await look({ diagnosis: quirk }).finding).toMatchObject({
    state: 'blocked',
    detail: 'LAB-EX01 says no.',
    remedy: 'Mend it.',
    fix: { field: kept.windowsPassword },
  })
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
  [
    'a stranger at the address of a Windows host',
    { diagnosis: { login: { ...loginOf('LAB-EX01'), provenServer: named('OTHER') } } },
    /answers other.lab.local/,
  ],
  ['an Exchange server without Exchange', { diagnosis: { exchange: null } }, /its registry knows no Exchange/],
  [
    'a clock that Kerberos would refuse',
    { diagnosis: { findings: [finding('problem', 'host-unfit', 'The clock is 400 s behind.')] } },
    /400 s behind/,
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
  const { kept, diagnose } = windows()
  const dial = async () => new PassThrough()
  await preflight.check(stepContext({ shells: [machine, node('lab-hap02')], hosts: { dial, diagnose }, kept }))
  expect(machine.changes(['id', 'ip', 'timeout'])).toEqual([])
})
