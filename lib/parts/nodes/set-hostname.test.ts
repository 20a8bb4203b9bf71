import { expect, test } from 'vitest'
import { applyStep, lookAtStep, undoStep } from '#lib/wizard/run-step.ts'
import { LinuxNode } from '#test/linux-node.ts'
import { stepContext } from '#test/step-context.ts'
import { setHostname } from './set-hostname.ts'

const pair = (state: ConstructorParameters<typeof LinuxNode>[1] = {}) =>
  [new LinuxNode('lab-hap01', state), new LinuxNode('lab-hap02', state)] as const

test('each node is given its name, now and for its next start', async () => {
  const shells = pair()
  const context = stepContext({ shells })
  expect(await applyStep(setHostname, context)).toMatchObject({
    outcome: 'changed',
    changes: [{ command: 'hostnamectl set-hostname lab-hap01' }, { command: 'hostnamectl set-hostname lab-hap02' }],
  })
  expect(shells.map((node) => [node.state.running, node.text('/etc/hostname')])).toEqual([
    ['lab-hap01', 'lab-hap01\n'],
    ['lab-hap02', 'lab-hap02\n'],
  ])
  expect(context.evidence).toMatchObject([{ data: [{ value: 'lab-hap01' }] }, { data: [{ value: 'lab-hap02' }] }])
})

test('without D-Bus the file and the kernel are told', async () => {
  const shells = pair({ hasBus: false })
  expect(await applyStep(setHostname, stepContext({ shells }))).toMatchObject({
    outcome: 'changed',
    changes: [
      { file: { path: '/etc/hostname', before: 'debian\n', after: 'lab-hap01\n' } },
      { command: 'hostname lab-hap01' },
      { host: 'lab-hap02' },
      { host: 'lab-hap02' },
    ],
  })
  expect(shells[0].transcript).not.toContain(expect.stringContaining('hostnamectl'))
})

test('a second run changes nothing', async () => {
  const shells = pair()
  const context = stepContext({ shells })
  await applyStep(setHostname, context)
  shells[0].transcript.length = 0
  expect(await applyStep(setHostname, context)).toMatchObject({ outcome: 'satisfied' })
  expect(shells[0].transcript).toEqual(['uname -n'])
})

test('a node that bears its name only until its next start is not done', async () => {
  const shells = pair({ hasBus: false, running: 'lab-hap01' })
  expect(await lookAtStep(setHostname, stepContext({ shells: [shells[0], new LinuxNode('lab-hap02')] }))).toMatchObject(
    {
      outcome: 'pending',
      found: expect.stringContaining('lab-hap01 would call itself debian after the next start'),
    },
  )
})

test('a node that does not say its name is not renamed on a guess', async () => {
  const shells = pair()
  shells[0].diesAt = 'uname'
  expect(await applyStep(setHostname, stepContext({ shells }))).toMatchObject({ outcome: 'failed' })
  expect(shells[0].text('/etc/hostname')).toBe('debian\n')
})

test('a run that died between file and kernel is taken up again', async () => {
  const shells = pair({ hasBus: false })
  const context = stepContext({ shells })
  shells[1].diesAt = 'hostname lab-hap02'
  expect(await applyStep(setHostname, context)).toMatchObject({ outcome: 'failed' })
  expect(await applyStep(setHostname, context)).toMatchObject({ outcome: 'changed' })
  expect(shells[1].state.running).toBe('lab-hap02')
})

test('Undo gives back the first names, also after two runs', async () => {
  const shells = pair({ hasBus: false })
  const context = stepContext({ shells })
  shells[0].files.delete('/etc/hostname')
  shells[1].diesAt = 'hostname lab-hap02'
  await applyStep(setHostname, context)
  await applyStep(setHostname, context)
  expect(await undoStep(setHostname, context)).toMatchObject({ outcome: 'undone' })
  expect(shells.map((node) => [node.state.running, node.text('/etc/hostname')])).toEqual([
    ['debian', undefined],
    ['debian', 'debian\n'],
  ])
})
