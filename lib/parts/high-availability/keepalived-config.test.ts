import { expect, test } from 'vitest'
import type { Answers } from '../answers.ts'
import { defaultAnswers } from '../defaults.ts'
import { hostsWith, type LabHost } from '../lab/schema.ts'
import { keepalivedConfig } from './keepalived-config.ts'

const answers = defaultAnswers('real')
// The default inventory has two; the schema allows no other number.
const [hap01, hap02] = hostsWith(answers.lab, 'load-balancer') as [LabHost, LabHost]
const linesFor = (node: LabHost, from: Answers = answers) =>
  keepalivedConfig(from, { node, device: 'ens192' })
    .text.split('\n')
    .map((line) => line.trim())

test('both nodes differ in name, priority and addresses, and in nothing else', () => {
  const [first, second] = [linesFor(hap01), linesFor(hap02)]
  const differing = first.flatMap((line, at) => (line === second[at] ? [] : [[line, second[at]]]))
  expect(differing.slice(1)).toEqual([
    ['router_id lab-hap01', 'router_id lab-hap02'],
    ['priority 150', 'priority 100'],
    ['unicast_src_ip 192.168.50.11', 'unicast_src_ip 192.168.50.12'],
    ['192.168.50.12', '192.168.50.11'],
  ])
})

test.each([
  'vrrp_version 3',
  'state BACKUP',
  'unicast_fault_no_peer',
  'enable_script_security',
  'script_user keepalived_script keepalived_script',
  'vrrp_garp_master_refresh 2',
  'weight 0',
  'weight -60',
  'init_fail',
  'advert_int 0.5',
  'preempt_delay 60',
  'virtual_router_id 51',
  '192.168.50.10/24 dev ens192',
])('has “%s” on both nodes', (line) => {
  expect(linesFor(hap01)).toContain(line)
  expect(linesFor(hap02)).toContain(line)
})

test.each(['nopreempt', 'vrrp_strict', 'auth_pass', 'vrrp_track_process', 'state MASTER', 'killall'])(
  'never has %s',
  (word) => {
    expect(linesFor(hap01).join('\n')).not.toContain(word)
  },
)

test('every brace is closed, and every reason names a line that stands there', () => {
  const { text, why } = keepalivedConfig(answers, { node: hap01, device: 'eth0' })
  expect(text.match(/\{/g)?.length).toBe(text.match(/\}/g)?.length)
  const lines = text.split('\n').map((line) => line.trim())
  expect(why.filter(({ line }) => !lines.includes(line))).toEqual([])
})

const hostile = ['a b', 'a\n}', 'a{', 'a"', "a'", 'a#', 'a!b', '$(id)', '', '-x', '@x', 'a\\']
test.each(hostile)('refuses %j wherever a value stands', (value) => {
  const places: [Answers, LabHost, string][] = [
    [answers, { ...hap01, name: value }, 'eth0'],
    [answers, { ...hap01, address: value }, 'eth0'],
    [answers, hap01, value],
    [{ ...answers, lab: { ...answers.lab, virtualAddress: value } }, hap01, 'eth0'],
  ]
  for (const [from, node, device] of places)
    expect(() => keepalivedConfig(from, { node, device })).toThrow('cannot stand in a configuration file')
})
