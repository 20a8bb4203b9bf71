import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer, json } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RehearsalResult } from '#cli/rehearsal-result.ts'
import { db } from '#lib/db.ts'
import { readAnswers } from '#lib/labs/answers.ts'
import { deleteLab } from '#lib/labs/labs.ts'
import { openHosts } from '#lib/labs/open-hosts.ts'
import { rehearsalOf } from '#lib/labs/rehearsal.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { services } from '#lib/parts/load-balancer/services.ts'
import { keepOf, secretsOf } from '#lib/wizard/keep.ts'
import { bindPipelines } from './peers/powershell/bind-pipelines.ts'
import { engineProgram } from './peers/powershell/engine.ts'
import { foundBy, mistakes, plantMistakes } from './peers/powershell/plant-mistakes.ts'
import { persistentClient, ticketOf } from './persistent-client.ts'

// One rehearsal serves all tests of this file: it takes half a minute, and each of them only looks at what it left.
const folder = mkdtempSync(join(tmpdir(), 'fairlead-whole-'))
const reportFile = join(folder, 'report.pdf')
let result: RehearsalResult
let labId: string
let answers: Answers

const engine = await engineProgram()
const binder = 'program' in engine ? engine.program : ''
if ('absent' in engine) process.stdout.write(`Microsoft's parameter binder: left out, ${engine.absent}\n`)

beforeAll(async () => {
  const words = ['cli/fairlead.ts', 'rehearse', '--json', '--keep', '--report', reportFile]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  child.stderr.on('data', (chunk) => (log += chunk))
  const [parsed] = await Promise.all([json(child.stdout).catch(() => undefined), once(child, 'exit')])
  if (!parsed) throw new Error(`the rehearsal printed no result:\n${log.slice(-4_000)}`)
  result = parsed as RehearsalResult
  if (!result.ok) throw new Error(`the rehearsal was not ok:\n${log.slice(-4_000)}`)
  labId = (await db.lab.findFirstOrThrow()).id
  answers = await readAnswers(labId)
})

afterAll(async () => {
  for (const { id } of await db.lab.findMany()) await deleteLab(id)
})

const byStep = () => Object.fromEntries(result.steps.map(({ step, outcome }) => [step, outcome]))

test('every Part is carried out, and a second run changes nothing', () => {
  expect([...new Set(result.steps.map(({ part }) => part))]).toEqual([
    'lab',
    'pki',
    'client-access',
    'nodes',
    'load-balancer',
    'high-availability',
    'demo',
  ])
  expect(Object.values(byStep()).every((outcome) => outcome === 'changed' || outcome === 'satisfied')).toBe(true)
  expect(result.secondRun).toEqual({ changed: 0 })
})

test.skipIf(!binder)("Microsoft's own binder takes every pipeline that was sent to a Windows host", async () => {
  const { pipelines } = result
  expect(pipelines.length).toBeGreaterThan(20)
  const faults = await bindPipelines(binder, pipelines)
  expect(pipelines.flatMap((pipeline, at) => (faults[at]?.length ? [{ pipeline, faults: faults[at] }] : []))).toEqual(
    [],
  )
})

test.skipIf(!binder)("Microsoft's own binder finds each kind of mistake planted in 200 of them", async () => {
  for (const kind of Object.keys(mistakes) as (keyof typeof mistakes)[]) {
    const planted = plantMistakes(kind, result.pipelines, 200)
    const faults = await bindPipelines(binder, planted)
    const isFound = (at: number) => faults[at]?.some(({ id }) => foundBy[kind].test(id))
    expect([kind, planted.filter((_, at) => !isFound(at))]).toEqual([kind, []])
  }
})

test('the drill measured a failover and put everything back', () => {
  expect(result.drills).toHaveLength(1)
  const [drill] = result.drills
  expect(drill?.requests).toBeGreaterThan(50)
  expect(drill?.outageMs).toBeGreaterThan(0)
  expect(drill?.outageMs).toBeLessThanOrEqual(answers.demo.promisedMs)
})

test('OpenSSL accepts the chain strictly, with every revocation list', () => {
  const certificates =
    result.certificate.chainPem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/g) ?? []
  const file = (name: string, content = '') => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  const [leaf, intermediate, root] = certificates
  const words = [
    'verify',
    '-x509_strict',
    '-crl_check_all',
    '-CAfile',
    file('root.pem', root),
    '-untrusted',
    file('intermediate.pem', intermediate),
  ]
  const crls = ['-CRLfile', file('crls.pem', result.certificate.crlPems.join('\n'))]
  expect(
    execFileSync('openssl', [
      ...words,
      ...crls,
      '-verify_hostname',
      answers.lab.mailName,
      file('leaf.pem', leaf),
    ]).toString(),
  ).toContain('OK')
})

test('every service answers through the virtual address, by a verified name, at LAB-WS01’s place', async () => {
  const { dial } = await rehearsalOf(labId)
  for (const servername of [answers.lab.mailName, answers.lab.autodiscoverName]) {
    const client = await persistentClient({
      dial,
      address: answers.lab.virtualAddress,
      servername,
      ca: result.certificate.chainPem,
    })
    for (const { path } of services) {
      const { status, body } = await client.ask(`${path}/healthcheck.htm`)
      expect([path, status, body]).toEqual([path, 200, expect.stringMatching(/^200 OK<br\/>LAB-EX0[12]\.lab\.local/)])
    }
    client.close()
  }
})

test('two users on connections that carry the login: of 1,000 requests, none is answered as the other', async () => {
  const { dial } = await rehearsalOf(labId)
  const at = {
    dial,
    address: answers.lab.virtualAddress,
    servername: answers.lab.mailName,
    ca: result.certificate.chainPem,
  }
  const [alice, bob] = await Promise.all([persistentClient(at), persistentClient(at)])
  const users: (string | undefined)[] = []
  for (let round = 0; round < 500; round += 1) {
    // A pre-emptive ticket on the first request only: from then on the connection is the login.
    const [one, other] = await Promise.all([
      alice.ask('/ews/exchange.asmx', round === 0 ? ticketOf('alice') : {}),
      bob.ask('/ews/exchange.asmx', round === 0 ? ticketOf('bob') : {}),
    ])
    users.push(one.user, other.user)
  }
  alice.close()
  bob.close()
  expect(users).toHaveLength(1_000)
  expect(users.filter((user, index) => user !== (index % 2 === 0 ? 'alice' : 'bob'))).toEqual([])
})

test('a stranger on a fresh connection is asked who he is, right after others were logged in', async () => {
  const { dial } = await rehearsalOf(labId)
  const stranger = await persistentClient({
    dial,
    address: answers.lab.virtualAddress,
    servername: answers.lab.mailName,
    ca: result.certificate.chainPem,
  })
  expect((await stranger.ask('/ews/exchange.asmx')).status).toBe(401)
  stranger.close()
})

test('a service that fails on one server takes out that service on that server, and nothing else', async () => {
  const lab = await db.lab.findUniqueOrThrow({ where: { id: labId } })
  const { hosts, close } = await openHosts(lab, answers)
  const node = await hosts.shell('lab-hap01')
  const down = async () => {
    const { stdout } = await node.ask(['curl', '-fsS', 'http://127.0.0.1:8404/stats;csv'])
    return stdout
      .split('\n')
      .map((line) => line.split(','))
      .filter(
        ([proxy, server, , , , , , , , , , , , , , , , status]) =>
          proxy?.startsWith('be_') && server?.startsWith('LAB-EX') && status?.startsWith('DOWN'),
      )
      .map(([proxy, server]) => `${proxy} ${server}`)
  }
  expect(await down()).toEqual([])
  await hosts.rehearsal?.setService('LAB-EX01', 'owa', 'down')
  await expect.poll(down, { timeout: 30_000, interval: 250 }).toEqual(['be_owa LAB-EX01'])

  const client = await persistentClient({
    dial: hosts.dial,
    address: answers.lab.virtualAddress,
    servername: answers.lab.mailName,
    ca: result.certificate.chainPem,
  })
  for (let request = 0; request < 20; request += 1)
    expect((await client.ask('/owa/healthcheck.htm')).body).toContain('LAB-EX02')
  expect((await client.ask('/ews/healthcheck.htm')).status).toBe(200)
  client.close()

  await hosts.rehearsal?.setService('LAB-EX01', 'owa', 'up')
  await expect.poll(down, { timeout: 30_000, interval: 250 }).toEqual([])
  await close()
})

test('the configuration files of both nodes are given, and no private key or password is', async () => {
  const files = Object.keys(result.files)
  for (const node of ['lab-hap01', 'lab-hap02']) {
    expect(files).toContain(`${node}:/etc/haproxy/haproxy.cfg`)
    expect(files).toContain(`${node}:/etc/keepalived/keepalived.conf`)
  }
  const everything = JSON.stringify(result) + readFileSync(reportFile).toString('latin1')
  expect(everything).not.toContain('PRIVATE KEY')
  for (const secret of await secretsOf(labId)) {
    for (const line of secret
      .reveal()
      .split('\n')
      .filter((text) => text.length > 8 && !text.startsWith('-----')))
      expect(everything).not.toContain(line)
  }
})

test('the CRLs are served over plain http through the virtual address, as DER', async () => {
  const { dial } = await rehearsalOf(labId)
  const socket = await dial({ address: answers.lab.virtualAddress, port: 80 })
  socket.write(`GET /intermediate.crl HTTP/1.0\r\nHost: ${answers.lab.pkiName}\r\n\r\n`)
  const answer = await buffer(socket)
  expect(answer.toString('latin1')).toMatch(/^HTTP\/1\.[01] 200/)
  const der = answer.subarray(answer.indexOf('\r\n\r\n') + 4)
  expect(execFileSync('openssl', ['crl', '-inform', 'DER', '-noout', '-issuer'], { input: der }).toString()).toContain(
    answers.pki.intermediateName,
  )
  expect(await keepOf(labId).read('pki/intermediate.crl')).toContain('X509 CRL')
})
