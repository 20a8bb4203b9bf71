import { expect, test } from 'vitest'
import { kept } from '#lib/parts/kept-names.ts'
import { createKey } from '#lib/protocols/x509/private-key.ts'
import { applyStep, lookAtStep, undoStep } from '#lib/wizard/run-step.ts'
import { keptAuthority } from '#test/kept-authority.ts'
import { changesOn, loadBalancers } from '#test/load-balancers.ts'
import { installCertificate } from './install-certificate.ts'

const PEM = '/etc/haproxy/certs/mail.digitalbrain.com.au.pem'
const PATHS = [
  PEM,
  '/etc/haproxy/ca/lab-ca.pem',
  '/etc/haproxy/pki/root.crl',
  '/etc/haproxy/pki/intermediate.crl',
  '/etc/haproxy/pki/root.crt',
  '/etc/haproxy/pki/intermediate.crt',
]

test('writes leaf, intermediate and key for root alone, and the rest for everybody', async () => {
  const { context, nodes } = await loadBalancers()
  expect(await applyStep(installCertificate, context)).toMatchObject({ outcome: 'changed' })
  for (const { files } of nodes) {
    expect(PATHS.map((path) => files.get(path)?.mode.toString(8))).toEqual(['600', '644', '644', '644', '644', '644'])
    const blocks = files.get(PEM)?.content.match(/(?<=BEGIN )[A-Z ]+/g)
    expect(blocks).toEqual(['CERTIFICATE', 'CERTIFICATE', 'PRIVATE KEY'])
  }
})

test('publishes DER: the first byte of each is that of a SEQUENCE', async () => {
  const { context, hap01 } = await loadBalancers()
  await applyStep(installCertificate, context)
  expect(PATHS.slice(2).map((path) => hap01.files.get(path)?.content.charCodeAt(0))).toEqual([0x30, 0x30, 0x30, 0x30])
})

test('never shows the private key: not in log, plan or evidence', async () => {
  const { context } = await loadBalancers()
  const { changes } = await lookAtStep(installCertificate, context)
  await applyStep(installCertificate, context)
  const said = JSON.stringify([changes, context.logged, context.evidence])
  expect(said).not.toContain('PRIVATE KEY')
  const proof = context.evidence.find(({ subject }) => subject === PEM)
  expect(proof?.data).toMatchObject({ content: null, mode: '0600', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
})

test('a second run changes nothing', async () => {
  const { context, nodes } = await loadBalancers()
  await applyStep(installCertificate, context)
  for (const { transcript } of nodes) transcript.length = 0
  expect(await applyStep(installCertificate, context)).toMatchObject({ outcome: 'satisfied' })
  expect(changesOn(nodes)).toEqual([])
})

test('writes a file again whose rights were opened', async () => {
  const { context, hap01 } = await loadBalancers()
  await applyStep(installCertificate, context)
  const pem = hap01.files.get(PEM)
  if (pem) hap01.files.set(PEM, { ...pem, mode: 0o644 })
  expect(await applyStep(installCertificate, context)).toMatchObject({ outcome: 'changed' })
  expect(hap01.files.get(PEM)?.mode).toBe(0o600)
})

test('a run that died between two files is taken up again', async () => {
  const { context, hap01 } = await loadBalancers()
  hap01.diesAt = 'write /etc/haproxy/pki/root.crl'
  expect(await applyStep(installCertificate, context)).toMatchObject({ outcome: 'failed' })
  hap01.transcript.length = 0
  expect(await applyStep(installCertificate, context)).toMatchObject({ outcome: 'changed' })
  expect(changesOn([hap01]).some((line) => line.includes('write /etc/haproxy/certs'))).toBe(false)
})

test.each([
  ['an authority', kept.intermediateCrl, 'no certificate authority', 'pki'],
  ['a certificate', kept.leafCertificate, 'no certificate for mail.digitalbrain.com.au', 'client-access'],
  ['its key', kept.leafKey, 'key of the certificate for mail.digitalbrain.com.au is not kept', 'client-access'],
])('refuses to begin without %s, and sends to where it is made', async (_, name, message, part) => {
  const { context, nodes } = await loadBalancers()
  context.kept.delete(name)
  const ending = await applyStep(installCertificate, context)
  expect(ending).toMatchObject({ outcome: 'blocked', failure: { fix: { part } } })
  expect(ending.failure?.message).toContain(message)
  expect(changesOn(nodes)).toEqual([])
})

test('refuses a key that belongs to another certificate', async () => {
  const { context, nodes } = await loadBalancers()
  context.kept.set(kept.leafKey, await createKey(2048))
  const ending = await applyStep(installCertificate, context)
  expect([ending.outcome, ending.failure?.message]).toEqual(['blocked', expect.stringContaining('does not belong')])
  expect(changesOn(nodes)).toEqual([])
})

test('refuses an expired certificate, which haproxy -c would accept', async () => {
  const { context, nodes } = await loadBalancers()
  const longAgo = new Date(Date.now() - 20 * 86_400_000)
  const spent = await keptAuthority(context.answers, { now: longAgo, leafDays: 7 })
  for (const [name, value] of spent) context.kept.set(name, value)
  const ending = await applyStep(installCertificate, context)
  expect([ending.outcome, ending.failure?.message]).toEqual(['blocked', expect.stringContaining('expired')])
  expect(changesOn(nodes)).toEqual([])
})

test('refuses a certificate for other names', async () => {
  const { context } = await loadBalancers()
  const answers = { ...context.answers, lab: { ...context.answers.lab, mailName: 'mail.other.example' } }
  const ending = await applyStep(installCertificate, { ...context, answers })
  expect([ending.outcome, ending.failure?.message]).toEqual(['blocked', expect.stringContaining('mail.other.example')])
})

test('undo takes its files away and puts back what had been there', async () => {
  const { context, hap01, hap02 } = await loadBalancers()
  hap02.files.set(PEM, { content: 'older', mode: 0o600, owner: 'root', group: 'root' })
  await applyStep(installCertificate, context)
  await undoStep(installCertificate, context)
  expect(PATHS.filter((path) => hap01.files.has(path))).toEqual([])
  expect(hap02.files.get(PEM)?.content).toBe('older')
})

test('undo refuses while the configuration still needs the files', async () => {
  const { context, hap01 } = await loadBalancers()
  await applyStep(installCertificate, context)
  const content = 'global\n    description fairlead-0123456789abcdef\n'
  hap01.files.set('/etc/haproxy/haproxy.cfg', { content, mode: 0o644, owner: 'root', group: 'root' })
  expect(await undoStep(installCertificate, context)).toMatchObject({ outcome: 'failed', failure: { code: 'blocked' } })
  expect(hap01.files.has(PEM)).toBe(true)
})
