import { expect, test } from 'vitest'
import { applyStep, lookAtStep, undoStep } from '#lib/wizard/run-step.ts'
import { LinuxNode } from '#test/linux-node.ts'
import { stepContext } from '#test/step-context.ts'
import { setTime } from './set-time.ts'

const pair = (state: ConstructorParameters<typeof LinuxNode>[1] = {}) =>
  [new LinuxNode('lab-hap01', state), new LinuxNode('lab-hap02', state)] as const
const real = (shells: readonly LinuxNode[]) => stepContext({ kind: 'real', shells })
const dropIn = '/etc/systemd/timesyncd.conf.d/fairlead.conf'
const sources = '/etc/chrony/sources.d/fairlead.sources'

test('zone and servers are set, and the running service knows them', async () => {
  const shells = pair()
  const context = real(shells)
  const { outcome, changes } = await applyStep(setTime, context)
  expect(outcome).toBe('changed')
  expect(changes?.slice(0, 3)).toMatchObject([
    { command: 'ln -sfn /usr/share/zoneinfo/Australia/Sydney /etc/localtime' },
    { file: { path: dropIn, before: undefined, after: '[Time]\nNTP=192.168.50.31\n' } },
    { command: 'systemctl restart systemd-timesyncd.service' },
  ])
  expect(shells[0].state).toMatchObject({ zone: '/usr/share/zoneinfo/Australia/Sydney', servers: ['192.168.50.31'] })
  expect(context.evidence).toContainEqual({
    kind: 'fact',
    subject: 'Time on lab-hap01',
    data: [
      { name: 'Time zone', value: 'Australia/Sydney' },
      { name: 'Time servers', value: '192.168.50.31 (systemd-timesyncd.service)' },
      { name: 'Clock', value: expect.stringMatching(/^\d\.\d s/) },
    ],
  })
})

test.for([
  ['Debian', '/etc/chrony/chrony.conf', 'sourcedir /etc/chrony/sources.d\n', sources, 'server 192.168.50.31 iburst\n'],
  [
    'Red Hat',
    '/etc/chrony.conf',
    'pool 2.rhel.pool.ntp.org iburst\n',
    '/etc/chrony.conf',
    'pool 2.rhel.pool.ntp.org iburst\n# Fairlead time servers begin\nserver 192.168.50.31 iburst\n# Fairlead time servers end\n',
  ],
] as const)('chrony as %s has it is told its servers and keeps what it had', async ([, main, text, path, expected]) => {
  const shells = pair({ units: ['chronyd.service', 'systemd-timesyncd.service'] })
  for (const node of shells) node.put(main, text)
  expect(await applyStep(setTime, real(shells))).toMatchObject({ outcome: 'changed' })
  expect(shells[0].text(path)).toBe(expected)
  expect(shells[0].text(main)).toContain(text)
  expect(shells[0].transcript).toContain('systemctl restart chronyd.service')
})

test('a second run changes nothing', async () => {
  const shells = pair()
  await applyStep(setTime, real(shells))
  shells[0].transcript.length = 0
  expect(await applyStep(setTime, real(shells))).toMatchObject({ outcome: 'satisfied' })
  expect(
    shells[0].changes(['test', 'systemd-detect-virt', 'systemctl list', 'timedatectl', 'date', 'readlink', 'stat']),
  ).toEqual([])
})

test('a clock that is far off is set right by the service that is started', async () => {
  const shells = pair({ aheadMs: -7_200_000 })
  expect(await applyStep(setTime, real(shells))).toMatchObject({ outcome: 'changed' })
})

test('a clock that stays wrong although its servers are known is said, with what to look at', async () => {
  const shells = pair()
  await applyStep(setTime, real(shells))
  shells[1].state.aheadMs = 312_000
  expect(await lookAtStep(setTime, real(shells))).toMatchObject({
    outcome: 'blocked',
    failure: {
      message: expect.stringContaining("lab-hap02 is 5 min ahead of Fairlead's clock"),
      remedy: expect.stringContaining('UDP port 123'),
    },
  })
})

test('four seconds are borne', async () => {
  const shells = pair()
  await applyStep(setTime, real(shells))
  shells[1].state.aheadMs = 4_000
  expect(await lookAtStep(setTime, real(shells))).toMatchObject({ outcome: 'satisfied' })
})

test('in a rehearsal the clock belongs to the host: configured, said, and no synchronisation asked for', async () => {
  const shells = pair({ container: 'container-other' })
  const context = stepContext({ shells })
  expect(await applyStep(setTime, context)).toMatchObject({
    outcome: 'changed',
    detail: expect.stringContaining('the clock belongs to the host of this rehearsal machine'),
  })
  expect(shells[0].text(dropIn)).toBe('[Time]\nNTP=10.113.0.31\n')
})

test('a container whose clock is wrong is not blamed: its host is', async () => {
  const shells = pair({ container: 'lxc', aheadMs: 60_000 })
  const { failure } = await applyStep(setTime, real(shells))
  expect(failure?.message).toContain('belongs to the host of this container (lxc)')
})

test.for([
  [
    'no such zone',
    {},
    (answers: { nodes: { timeZone: string } }) => Object.assign(answers.nodes, { timeZone: 'Mars/Base' }),
    'tzdata',
  ],
  ['no time service', { units: [] }, () => {}, 'Install chrony'],
] as const)('%s: refused with a remedy, and nothing is changed', async ([, state, change, remedy]) => {
  const shells = pair({ ...state, units: 'units' in state ? [] : ['systemd-timesyncd.service'] })
  const context = real(shells)
  change(context.answers)
  expect(await applyStep(setTime, context)).toMatchObject({
    outcome: 'blocked',
    failure: { remedy: expect.stringContaining(remedy) },
  })
  expect(shells[0].state.zone).toBe('/usr/share/zoneinfo/Etc/UTC')
})

test('a run that died between file and restart is taken up again: the running service is asked, not the file', async () => {
  const shells = pair()
  shells[0].diesAt = 'systemctl restart'
  expect(await applyStep(setTime, real(shells))).toMatchObject({ outcome: 'failed' })
  expect(await lookAtStep(setTime, real(shells))).toMatchObject({
    found: expect.stringContaining('lab-hap01: systemd-timesyncd.service does not run with its time servers'),
  })
  expect(await applyStep(setTime, real(shells))).toMatchObject({ outcome: 'changed' })
  expect(shells[0].state.servers).toEqual(['192.168.50.31'])
})

test('Undo puts zone and servers back', async () => {
  const shells = pair()
  shells[1].put(dropIn, '[Time]\nNTP=192.0.2.1\n')
  const context = real(shells)
  await applyStep(setTime, context)
  expect(await undoStep(setTime, context)).toMatchObject({ outcome: 'undone' })
  expect(shells.map((node) => [node.state.zone, node.text(dropIn), node.state.servers])).toEqual([
    ['/usr/share/zoneinfo/Etc/UTC', undefined, []],
    ['/usr/share/zoneinfo/Etc/UTC', '[Time]\nNTP=192.0.2.1\n', expect.arrayContaining(['192.0.2.1'])],
  ])
})
