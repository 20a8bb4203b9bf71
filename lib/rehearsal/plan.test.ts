import { expect, test } from 'vitest'
import { labPlan } from '#test/rehearsal-lab.ts'
import { checkPlan, type LabPlan, machineOf } from './plan.ts'

const plan = labPlan('/labs', 'lab1')
const without = (role: string) => ({ hosts: plan.hosts.filter((host) => host.role !== role) })

test('takes a plan that can be carried out', () => {
  expect(checkPlan(plan)).toBe(plan)
  expect(machineOf(plan, 'LAB-EX01').address).toBe('10.113.0.21')
})

test.each<[string, Partial<LabPlan>]>([
  ['cannot be the id of a lab', { labId: '../lab1' }],
  ['does not have the name of its lab', { labId: 'lab2' }],
  ['has no workstation', without('workstation')],
  ['lies outside 10.114.0.0/24', { subnet: '10.114.0.0/24' }],
  ['cannot be a user of a machine', { login: { ...plan.login, user: 'a b' } }],
  ['more than one line', { login: { ...plan.login, publicKey: 'ssh-ed25519 AAAA\nssh-ed25519 BBBB' } }],
  ['cannot be the name of a machine', { hosts: [{ name: '../x', address: '10.113.0.9', role: 'workstation' }] }],
])('refuses a plan that %s', (message, change) => {
  expect(() => checkPlan({ ...plan, ...change })).toThrow(message)
})

test('names the machines of the lab to who asks for another', () => {
  expect(() => machineOf(plan, 'LAB-EX09')).toThrow('LAB-EX09 is no machine of this lab.')
})
