import { expect, test } from 'vitest'
import { groupChanges } from './group-changes.ts'

const write = (host: string, after: string) => ({
  host,
  summary: 'Would write the configuration',
  file: { path: '/etc/haproxy/haproxy.cfg', before: undefined, after },
})

test('the same change on two hosts is read once', () => {
  const groups = groupChanges([write('lab-hap01', 'a'), write('lab-hap02', 'a')])
  expect(groups.map(({ hosts }) => hosts)).toEqual([['lab-hap01', 'lab-hap02']])
})

test('a file that differs between hosts is shown for each', () => {
  expect(groupChanges([write('lab-hap01', 'a'), write('lab-hap02', 'b')])).toHaveLength(2)
})
