import { expect, test } from 'vitest'
import type { Answers } from '../answers.ts'
import { defaultAnswers } from '../defaults.ts'
import type { Certificates } from './certificates.ts'
import { haproxyConfig } from './haproxy-config.ts'
import { services } from './services.ts'

const answers = defaultAnswers('real')
const certificates: Certificates = {
  leaf: 'leaf',
  intermediate: 'intermediate',
  root: 'root',
  crls: [],
  published: new Map([['root.crl', new Uint8Array([1])]]),
}
const { text, why, fingerprint } = haproxyConfig(answers, certificates)
const lines = text.split('\n').map((line) => line.trim())
const withLab = (lab: Partial<Answers['lab']>): Answers => ({ ...answers, lab: { ...answers.lab, ...lab } })
const withBalancer = (changed: Partial<Answers['load-balancer']>): Answers => ({
  ...answers,
  'load-balancer': { ...answers['load-balancer'], ...changed },
})

test.each([
  ['a login belongs to one user', 'http-reuse never'],
  ['a known client comes back to its server', 'option prefer-last-server'],
  ['NTLM completes', 'option http-keep-alive'],
  ['no HTTP/2', 'bind 192.168.50.10:443 ssl crt mail.digitalbrain.com.au.pem alpn http/1.1'],
  [
    'servers are verified by name',
    'default-server ssl verify required ca-file lab-ca.pem sni str(mail.digitalbrain.com.au) check-sni mail.digitalbrain.com.au check',
  ],
  ['long polls are cut with their service', 'default-server on-marked-down shutdown-sessions'],
  ['large Kerberos tickets fit', 'tune.bufsize 65536'],
  ['old Outlook reads the headers', 'h1-case-adjust www-authenticate WWW-Authenticate'],
  ['foreign names are refused', 'http-request deny status 421 unless is_ours'],
  ['HAProxy says where a request came from', 'http-request del-header X-Forwarded-For'],
  [
    'Autodiscover is redirected for now',
    'http-request redirect scheme https code 302 if { path_beg -i /autodiscover }',
  ],
])('%s, and the line tells why', (_, line) => {
  expect(lines).toContain(line)
  expect(why.map((reason) => reason.line)).toContain(line)
})

test.each([
  'http-server-close',
  'httpclose',
  'http-tunnel',
  'http-buffer-request',
  'wait-for-body',
  'verify none',
  'check-ssl',
  'balance source',
  '\n    cookie ',
])('never has %s', (word) => expect(text).not.toContain(word))

test('every reason names a line that stands there', () => {
  expect(why.filter(({ line }) => !lines.includes(line))).toEqual([])
})

test.each(services)('$name has a backend, a probe and both servers', ({ backend, path }) => {
  const start = lines.indexOf(`backend ${backend}`)
  const own = lines.slice(start, lines.indexOf('', start))
  expect(own).toContain(
    `http-check send meth GET uri ${path}/healthcheck.htm ver HTTP/1.1 hdr Host mail.digitalbrain.com.au hdr User-Agent haproxy-check`,
  )
  expect(own.slice(-2)).toEqual(['server LAB-EX01 192.168.50.21:443', 'server LAB-EX02 192.168.50.22:443'])
})

test('long requests get the time that their protocol leaves open', () => {
  const waits = services.map(({ backend, timeoutServer }) => [backend, timeoutServer])
  for (const [backend, wait] of waits) {
    const start = lines.indexOf(`backend ${backend}`)
    expect(lines[start + 1]).toBe(wait === '5m' ? 'option httpchk' : `timeout server ${wait}`)
  }
})

test('is the same for both nodes: it names neither', () => {
  expect(text).not.toMatch(/lab-hap0[12]/)
})

test('nothing but the two doors for clients listens beyond loopback', () => {
  const open = lines.filter((line) => line.startsWith('bind ') && !line.startsWith('bind 127.0.0.1:'))
  expect(open.map((line) => line.split(' ')[1])).toEqual(['192.168.50.10:80', '192.168.50.10:443'])
})

test('HSTS is a choice, and never covers subdomains', () => {
  expect(text).toContain('Strict-Transport-Security max-age=31536000\n')
  expect(haproxyConfig(withBalancer({ hsts: false }), certificates).text).not.toContain('Strict-Transport-Security')
})

test.each<[string, Partial<Certificates>]>([
  ['certificate', { leaf: 'renewed' }],
  ['authority', { root: 'renewed' }],
  ['revocation list', { published: new Map([['root.crl', new Uint8Array([2])]]) }],
])('a renewed %s is another configuration', (_, renewed) => {
  expect(haproxyConfig(answers, { ...certificates, ...renewed }).fingerprint).not.toBe(fingerprint)
})

test('the fingerprint is that of the answers: equal ones give the same, a changed one another', () => {
  expect(haproxyConfig(structuredClone(answers), certificates).fingerprint).toBe(fingerprint)
  expect(haproxyConfig(withBalancer({ probeIntervalSeconds: 7 }), certificates).fingerprint).not.toBe(fingerprint)
})

const hostile = [
  'a b',
  'a\nmode tcp',
  'a"b',
  "a'b",
  'a#b',
  'a\\b',
  '$HOME',
  'a{b',
  '',
  '-x',
  'ä',
  'a;b',
  'a\u0000b',
  'a`id`',
]
test.each(hostile)('refuses %j wherever an answer stands', (value) => {
  const server = { name: value, address: '192.168.50.21', role: 'exchange' as const }
  const places = [
    withLab({ mailName: value }),
    withLab({ autodiscoverName: value }),
    withLab({ pkiName: value }),
    withLab({ virtualAddress: value }),
    withLab({ hosts: [server] }),
    withLab({ hosts: [{ ...server, name: 'LAB-EX01', address: value }] }),
    withBalancer({ adminNetworks: [value] }),
  ]
  for (const place of places)
    expect(() => haproxyConfig(place, certificates)).toThrow('cannot stand in a configuration file')
})

test('/ecp is for administrators, unless Exchange has no admin centre there at all', () => {
  const denied = (adminCenter: Answers['client-access']['adminCenter']) => {
    const asked = { ...answers, 'client-access': { ...answers['client-access'], adminCenter } }
    const { text } = haproxyConfig(asked, certificates)
    return ['/ecp', '/powershell'].filter((path) => text.includes(`deny status 403 if { path -i ${path} } !is_admin`))
  }
  expect(denied('load-balancer')).toEqual(['/ecp', '/powershell'])
  expect(denied('off')).toEqual(['/powershell'])
})
