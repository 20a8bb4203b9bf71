import { createHash } from 'node:crypto'
import { defaultAnswers } from '#lib/parts/defaults.ts'
import type { Change, Evidence } from '#lib/wizard/step.ts'

const answers = defaultAnswers('rehearsal')
const start = Date.parse('2026-11-23T10:00:00Z')
export const at = (seconds: number): string => new Date(start + seconds * 1000).toISOString()
const sha = (seed: string, length: number) => createHash('sha512').update(seed).digest('hex').slice(0, length)

/** What a Step would say of itself once it is proven. */
export type Told = {
  id: string
  title: string
  purpose: string
  hosts: string[]
  detail: string
  found?: string
  changes?: Change[]
  evidence?: Evidence[]
}

export const nodes = ['lab-hap01', 'lab-hap02']
export const onNodes = (summary: string, command?: string): Change[] =>
  nodes.map((host) => ({ host, summary, ...(command && { command }) }))

/** A configuration as long as the real one, with a line that is longer than a page is wide. */
export function haproxyConfiguration(lines: number): string {
  const acl = `    acl administrative path_beg -i /ecp /powershell # ${'only from the networks of the administrators, '.repeat(4)}`
  const backend = (name: string) => [
    `backend be_${name}`,
    '    option httpchk',
    `    http-check send meth GET uri /${name}/healthcheck.htm ver HTTP/1.1 hdr Host mail.digitalbrain.com.au`,
    '    http-check expect status 200',
    '    server LAB-EX01 10.113.0.21:443 ssl verify required ca-file /etc/haproxy/ca/lab.pem check',
    '    server LAB-EX02 10.113.0.22:443 ssl verify required ca-file /etc/haproxy/ca/lab.pem check',
    '',
  ]
  const head = [
    'global',
    '    log /dev/log local0',
    '',
    'frontend fe_exchange',
    '    bind 10.113.0.10:443 ssl',
    acl,
    '',
  ]
  const all = [...head, ...['owa', 'ecp', 'ews', 'mapi', 'oab', 'rpc', 'autodiscover'].flatMap(backend)]
  while (all.length < lines) all.push(`# line ${all.length + 1}`)
  return `${all.slice(0, lines).join('\n')}\n`
}

export const file = (host: string, path: string, content: string | null): Evidence => ({
  kind: 'file',
  subject: path,
  data: { host, path, content, sha256: sha(content ?? path, 64), mode: '0640' },
})

export const certificate = (
  role: 'root' | 'intermediate' | 'leaf',
  name: string,
  issuer: string,
  days: number,
): Evidence => ({
  kind: 'certificate',
  subject: name,
  data: {
    role,
    subject: `CN=${name}, O=Digital Brain, C=AU`,
    issuer: `CN=${issuer}, O=Digital Brain, C=AU`,
    serial: sha(`serial ${name}`, 32),
    sha1: sha(`sha1 ${name}`, 40).toUpperCase(),
    sha256: sha(`sha256 ${name}`, 64).toUpperCase(),
    notBefore: at(-3600),
    notAfter: at(days * 86_400),
    names: role === 'leaf' ? [answers.lab.mailName, answers.lab.autodiscoverName] : [],
    pem: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
  },
})

export const matrix = (): Evidence => ({
  kind: 'answers',
  subject: 'services',
  data: {
    from: 'LAB-WS01',
    rows: ['owa', 'ecp', 'ews', 'eas', 'oab', 'mapi', 'rpc', 'autodiscover', 'powershell'].flatMap((service, row) =>
      ['Virtual address', 'lab-hap01', 'lab-hap02', 'LAB-EX01', 'LAB-EX02'].map((target, column) => {
        const stopped = row === 3 && column === 4
        const ms = 7 + ((row * 5 + column * 3) % 9)
        return { service, target, status: stopped ? 503 : 200, ms, said: stopped ? 'service stopped' : '' }
      }),
    ),
  },
})

export const drillOf = (id: string, title: string, outageMs: number): Evidence => ({
  kind: 'drill',
  subject: title,
  data: {
    id,
    title,
    url: 'https://mail.digitalbrain.com.au/owa/healthcheck.htm',
    requestsPerSecond: 20,
    requests: Array.from({ length: 240 }, (_, i) => {
      const ok = i * 50 < 4000 || i * 50 >= 4000 + outageMs
      const slow = i * 50 >= 4000 + outageMs && i * 50 < 4500 + outageMs
      return { atMs: i * 50, ms: slow ? 60 + (i % 7) * 8 : 8 + ((i * 7) % 15), ok }
    }),
    holders:
      outageMs === 0
        ? [{ atMs: 0, host: 'lab-hap01' }]
        : [
            { atMs: 0, host: 'lab-hap01' },
            { atMs: 4000, host: null },
            { atMs: 4000 + outageMs - 32, host: 'lab-hap02' },
          ],
    faultAtMs: 4000,
    lost: Math.ceil(outageMs / 50),
    outageMs,
    promisedMs: 3000,
    holderBefore: 'lab-hap01',
    holderAfter: outageMs === 0 ? 'lab-hap01' : 'lab-hap02',
    movedAfterMs: outageMs === 0 ? null : outageMs - 32,
  },
})
