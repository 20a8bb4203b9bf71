import { decode, encode, type RecordType } from 'dns-packet'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answer } from './answer.ts'
import { newZone, type Zones } from './zones.ts'

const server = { name: 'LAB-DC01', domain: { dns: 'lab.local', netbios: 'LAB' } }
const made = () => newZone(server, { adIntegrated: true, dynamicUpdate: 'None' })
const record = (name: string, type: string, data: string) => ({ name, type, ttlSeconds: 300, data })
const zones: Zones = {
  'lab.local': {
    ...made(),
    records: [
      ...made().records,
      record('lab-dc01', 'A', '192.168.50.11'),
      record('LAB-dc01', 'AAAA', 'fd00::11'),
      record('www', 'CNAME', 'lab-dc01.lab.local.'),
      record('out', 'CNAME', 'elsewhere.example.'),
      record('loop', 'CNAME', 'loop.lab.local.'),
      record('a.b', 'A', '192.168.50.12'),
      ...Array.from({ length: 60 }, (_, at) => record('many', 'A', `10.0.0.${at + 1}`)),
    ],
  },
  'mail.example.com': { ...made(), records: [...made().records, record('@', 'A', '192.168.50.21')] },
}

const ask = (name: string, type: RecordType = 'A', isUdp = true) => {
  const said = answer(encode({ type: 'query', id: 1, questions: [{ name, type, class: 'IN' }] }), zones, isUdp)
  if (!said) throw new Error('no answer')
  const packet = decode(said)
  // The names of response codes, which the library's types leave out.
  const { rcode } = packet as unknown as { rcode: string }
  const data = (packet.answers ?? []).map((one) => ('data' in one ? one.data : ''))
  return { rcode, data, authorities: (packet.authorities ?? []).map(({ type }) => type), cut: packet.flag_tc }
}

test.each([
  ['its own name in a pinpoint zone', 'mail.example.com', 'A', { rcode: 'NOERROR', data: ['192.168.50.21'] }],
  ['a name in other letters', 'LAB-DC01.Lab.Local', 'A', { rcode: 'NOERROR', data: ['192.168.50.11'] }],
  ['IPv6', 'lab-dc01.lab.local', 'AAAA', { rcode: 'NOERROR', data: ['fd00::11'] }],
  ['an alias', 'www.lab.local', 'A', { rcode: 'NOERROR', data: ['lab-dc01.lab.local', '192.168.50.11'] }],
  ['an alias that leads away', 'out.lab.local', 'A', { rcode: 'NOERROR', data: ['elsewhere.example'] }],
  ['name servers', 'mail.example.com', 'NS', { rcode: 'NOERROR', data: ['lab-dc01.lab.local'] }],
  ['a name without this type', 'www.lab.local', 'CNAME', { rcode: 'NOERROR', data: ['lab-dc01.lab.local'] }],
  ['no name', 'none.lab.local', 'A', { rcode: 'NXDOMAIN', data: [], authorities: ['SOA'] }],
  ['a name that only leads to others', 'b.lab.local', 'A', { rcode: 'NOERROR', data: [], authorities: ['SOA'] }],
  ['a name below a pinpoint zone', 'www.mail.example.com', 'A', { rcode: 'NXDOMAIN', data: [] }],
  ['a name outside its zones', 'example.com', 'A', { rcode: 'REFUSED', data: [], authorities: [] }],
] as const)('answers for %s', (_, name, type, expected) => {
  expect(ask(name, type)).toMatchObject(expected)
})

test('ends where aliases lead in a circle', () => {
  expect(ask('loop.lab.local').data.length).toBeLessThanOrEqual(8)
})

test('what is too long for UDP is cut there, and whole over TCP', () => {
  expect(ask('many.lab.local')).toMatchObject({ cut: true, data: [] })
  expect(ask('many.lab.local', 'A', false).data).toHaveLength(60)
})

test('foreign bytes get an answer of this server or none, and never more than UDP carries', () => {
  const header = Buffer.from([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0])
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 80 }).map((one) => Buffer.from(one)),
    fc.uint8Array({ maxLength: 80 }).map((one) => Buffer.concat([header, one])),
  )
  fc.assert(
    fc.property(bytes, (message) => {
      const said = answer(message, zones, true)
      if (!said) return
      expect(said.length).toBeLessThanOrEqual(512)
      expect(said.subarray(0, 2)).toEqual(message.subarray(0, 2))
    }),
    { numRuns: 1000 },
  )
})
