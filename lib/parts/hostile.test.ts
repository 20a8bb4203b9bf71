import { expect, test } from 'vitest'
import { hostileValues } from '#test/hostile.ts'
import { schemas } from './answers.ts'
import { defaultAnswers } from './defaults.ts'

const answers = defaultAnswers('rehearsal')

/** Every text that a person can enter, by Part and path. */
const fields: [part: keyof typeof schemas, path: (string | number)[]][] = (
  Object.keys(schemas) as (keyof typeof schemas)[]
).flatMap((part) => textsIn(answers[part]).map((path): [keyof typeof schemas, (string | number)[]] => [part, path]))

const peopleRead = [
  'organisation',
  'rootName',
  'intermediateName',
  'policyName',
  'friendlyName',
  'organisationalUnit',
  'state',
]
// A few fields are for people to read: blanks and dots are theirs by right, and harmless where they are used.
const isForPeople = (path: (string | number)[]) => peopleRead.includes(String(path[0]))
const allowedToPeople = ['blank inside']

test.each(fields)('%s %j refuses every hostile value and says what to write instead', (part, path) => {
  for (const [what, value] of hostileValues) {
    if (isForPeople(path) && allowedToPeople.includes(what)) continue
    const result = schemas[part].safeParse(put(answers[part], path, value))
    const issue = result.error?.issues.find((one) => JSON.stringify(one.path) === JSON.stringify(path))
    expect(issue, `${what} in ${path.join('.')}`).toBeDefined()
    expect(issue?.message.length, `${what} in ${path.join('.')}`).toBeGreaterThan(10)
  }
})

test.each([
  ['pki', 'leafDays'],
  ['load-balancer', 'maxConnections'],
  ['high-availability', 'advertSeconds'],
  ['high-availability', 'routerId'],
  ['demo', 'promisedMs'],
  ['lab', 'login.port'],
] as const)('%s %s says which numbers it takes, whatever is written there', (part, field) => {
  for (const value of ['-1', '1e9', 'ten', 'NaN', '0x1g', '٣']) {
    const result = schemas[part].safeParse(put(answers[part], field.split('.'), value))
    expect(
      result.error?.issues.map(({ message }) => message),
      value,
    ).toEqual([expect.stringMatching(/^Write .* to /)])
  }
})

test('every default is accepted, in both kinds of lab', () => {
  for (const kind of ['real', 'rehearsal'] as const) {
    const defaults = defaultAnswers(kind)
    for (const part of Object.keys(schemas) as (keyof typeof schemas)[])
      expect(schemas[part].safeParse(defaults[part]).error).toBeUndefined()
  }
})

const overlaps: [what: string, path: (string | number)[], value: string, at: string][] = [
  ['a host address used twice', ['hosts', 1, 'address'], '10.113.0.11', 'hosts.1.address'],
  ['a host name used twice in other case', ['hosts', 1, 'name'], 'LAB-HAP01', 'hosts.1.name'],
  ['a virtual address that is a host’s', ['virtualAddress'], '10.113.0.21', 'virtualAddress'],
  ['a virtual address outside the subnet', ['virtualAddress'], '10.114.0.10', 'virtualAddress'],
  ['the broadcast address as virtual address', ['virtualAddress'], '10.113.0.255', 'virtualAddress'],
  ['a load balancer outside the subnet', ['hosts', 0, 'address'], '10.99.0.11', 'hosts.0.address'],
  ['one load balancer only', ['hosts', 0, 'role'], 'workstation', 'hosts'],
  ['the same name for mail and Autodiscover', ['autodiscoverName'], 'mail.digitalbrain.com.au', 'autodiscoverName'],
  ['a leading zero', ['hosts', 0, 'address'], '10.113.0.011', 'hosts.0.address'],
  ['a multicast address', ['hosts', 0, 'address'], '224.0.0.18', 'hosts.0.address'],
  ['a subnet with host bits', ['subnet'], '10.113.0.1/24', 'subnet'],
]

test.each(overlaps)('refuses %s', (_what, path, value, at) => {
  const result = schemas.lab.safeParse(put(answers.lab, path, value))
  expect(result.error?.issues.map((issue) => issue.path.join('.'))).toContain(at)
})

function textsIn(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value === 'string') return [path]
  if (Array.isArray(value)) return value.flatMap((entry, index) => textsIn(entry, [...path, index]))
  if (value && typeof value === 'object')
    return Object.entries(value).flatMap(([key, entry]) => textsIn(entry, [...path, key]))
  return []
}

function put(value: unknown, [step, ...rest]: (string | number)[], next: string): unknown {
  if (step === undefined) return next
  if (Array.isArray(value))
    return value.map((entry: unknown, index) => (index === step ? put(entry, rest, next) : entry))
  const record = Object.fromEntries(Object.entries(value ?? {}))
  return { ...record, [step]: put(record[step], rest, next) }
}
