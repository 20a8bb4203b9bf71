import { expect, test } from 'vitest'
import { applyStep, lookAtStep, undoStep } from '#lib/wizard/run-step.ts'
import { LinuxNode } from '#test/linux-node.ts'
import { stepContext } from '#test/step-context.ts'
import { writeHostsFile } from './write-hosts-file.ts'

const nodes = () => ({ one: new LinuxNode('lab-hap01'), two: new LinuxNode('lab-hap02') })
const writes = ({ transcript }: LinuxNode) => transcript.filter((line) => line.startsWith('write'))

test('every host of the lab is found by name, and the service names at the virtual address', async () => {
  const { one, two } = nodes()
  const context = stepContext({ shells: [one, two] })
  const { outcome, changes } = await applyStep(writeHostsFile, context)
  expect(outcome).toBe('changed')
  expect(changes?.map(({ host, file }) => [host, file?.path])).toEqual([
    ['lab-hap01', '/etc/hosts'],
    ['lab-hap02', '/etc/hosts'],
  ])
  expect(one.text('/etc/hosts')).toBe(`127.0.0.1 localhost
127.0.1.1 lab-hap01.lab.local lab-hap01
# Fairlead lab lab1 begin
10.113.0.11 lab-hap01.lab.local lab-hap01
10.113.0.12 lab-hap02.lab.local lab-hap02
10.113.0.21 LAB-EX01.lab.local LAB-EX01
10.113.0.22 LAB-EX02.lab.local LAB-EX02
10.113.0.31 LAB-DC01.lab.local LAB-DC01
10.113.0.32 LAB-CA01.lab.local LAB-CA01
10.113.0.33 LAB-CA02.lab.local LAB-CA02
10.113.0.41 LAB-WS01.lab.local LAB-WS01
10.113.0.10 mail.digitalbrain.com.au autodiscover.digitalbrain.com.au pki.digitalbrain.com.au
# Fairlead lab lab1 end
`)
  expect(context.evidence).toMatchObject([
    { kind: 'file', data: { host: 'lab-hap01', path: '/etc/hosts', mode: '0644', content: one.text('/etc/hosts') } },
    { kind: 'file', data: { host: 'lab-hap02' } },
  ])
})

test('a second run writes nothing', async () => {
  const { one, two } = nodes()
  const context = stepContext({ shells: [one, two] })
  await applyStep(writeHostsFile, context)
  one.transcript.length = 0
  expect(await applyStep(writeHostsFile, context)).toMatchObject({ outcome: 'satisfied' })
  expect(writes(one)).toEqual([])
})

test.for([
  ['another address', '192.0.2.7 mail.digitalbrain.com.au # old server'],
  ['another case', '192.0.2.7 MAIL.DigitalBrain.com.au'],
  ['an alias', '192.0.2.7 exchange LAB-EX01'],
  ['IPv6', '2001:db8::7 autodiscover.digitalbrain.com.au'],
  ['loopback', '127.0.0.1 mail.digitalbrain.com.au'],
  ['another lab of Fairlead', '# Fairlead lab lab2 begin\n192.0.2.9 pki.digitalbrain.com.au\n# Fairlead lab lab2 end'],
] as const)('a line of others that says otherwise (%s) is shown, and nothing is written', async ([, line]) => {
  const { one, two } = nodes()
  two.put('/etc/hosts', `127.0.0.1 localhost\n${line}\n`)
  const { outcome, failure } = await applyStep(writeHostsFile, stepContext({ shells: [one, two] }))
  expect(outcome).toBe('blocked')
  expect(failure?.message).toContain(line.split('\n').find((each) => !each.startsWith('#')))
  expect(failure?.remedy).toMatch(/lab-hap02/)
  expect([...writes(one), ...writes(two)]).toEqual([])
})

test('a line of others that says the same is no hindrance', async () => {
  const { one, two } = nodes()
  one.put('/etc/hosts', '10.113.0.10 mail.digitalbrain.com.au\n127.0.1.1 lab-hap01\n::1 lab-hap01\n')
  expect(await applyStep(writeHostsFile, stepContext({ shells: [one, two] }))).toMatchObject({ outcome: 'changed' })
})

test('a node that never reads the file is found out', async () => {
  const one = new LinuxNode('lab-hap01', { readsHostsFile: false })
  const two = new LinuxNode('lab-hap02')
  const { outcome, failure } = await applyStep(writeHostsFile, stepContext({ shells: [one, two] }))
  expect([outcome, failure?.code]).toEqual(['failed', 'not-verified'])
  expect(failure?.remedy).toContain('nsswitch.conf')
})

test('a run that died between the nodes is taken up again', async () => {
  const { one, two } = nodes()
  const context = stepContext({ shells: [one, two] })
  two.diesAt = 'write /etc/hosts'
  expect(await applyStep(writeHostsFile, context)).toMatchObject({ outcome: 'failed' })
  expect(await lookAtStep(writeHostsFile, context)).toMatchObject({ changes: [{ host: 'lab-hap02' }] })
  expect(await applyStep(writeHostsFile, context)).toMatchObject({ outcome: 'changed' })
  expect(writes(one)).toHaveLength(1)
})

test('Undo takes out the block and leaves what others have written since', async () => {
  const { one, two } = nodes()
  const context = stepContext({ shells: [one, two] })
  const before = one.text('/etc/hosts')
  await applyStep(writeHostsFile, context)
  one.put('/etc/hosts', `${one.text('/etc/hosts')}192.0.2.1 printer\n`)
  expect(await undoStep(writeHostsFile, context)).toMatchObject({ outcome: 'undone' })
  expect(one.text('/etc/hosts')).toBe(`${before}192.0.2.1 printer\n`)
})
