import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { kept } from '#lib/parts/kept-names.ts'
import { readCertificate } from '#lib/protocols/x509/certificate.ts'
import { derOf } from '#lib/protocols/x509/pem.ts'
import { applyStep } from '#lib/wizard/run-step.ts'
import { labAuthority } from '#test/authority.ts'
import { certificateLab, certificateSteps, contextOf, leafOf, servers, unwind, walk } from '#test/certificate-lab.ts'
import { servicesOn } from '#test/certificate-services.ts'
import { fits, keptText } from '#test/lab-pki.ts'
import type { TestContext } from '#test/step-context.ts'
import { certificateStatus } from './certificate-status.ts'
import { enableCertificate } from './enable-certificate.ts'
import { importCertificate } from './import-certificate.ts'
import { lookAtStores } from './look-at-stores.ts'
import { requestCertificate } from './request-certificate.ts'

let there: Awaited<ReturnType<typeof certificateLab>>
let context: TestContext

beforeAll(async () => {
  there = await certificateLab()
})
afterAll(() => there.lab.close())
beforeEach(async () => {
  context = await there.reset()
})

const change = (name: string, how: Parameters<NonNullable<ReturnType<typeof hostOf>>['state']['change']>[0]) =>
  hostOf(name)?.state.change(how)
const hostOf = (name: string) => there.lab.running.get(name)?.host
const base64 = (pem: string) => derOf(pem, 'CERTIFICATE', 'X509 CRL').toString('base64')

test('a certificate of the same name but another key is left alone, and named', async () => {
  const other = await labAuthority({ names: ['mail.digitalbrain.com.au'] })
  const { sha1 } = readCertificate(other.leaf)
  const stranger = {
    der: base64(other.leaf),
    keyPem: other.leafKey.reveal(),
    exportable: true,
    friendlyName: 'of 2019',
  }
  await change('LAB-EX02', (draft) => {
    draft.certificates.My = { ...draft.certificates.My, [sha1]: stranger }
  })
  await walk(context)
  expect(there.stateOf('LAB-EX02').certificates.My?.[sha1]).toEqual(stranger)
  expect(servicesOn(there.stateOf('LAB-EX02')).iis).toBe(leafOf(context).sha1)
  const proof = context.evidence.find(({ subject }) => subject === 'imported-certificate')
  expect(JSON.stringify(proof)).toContain(`left alone: ${sha1}, of the same name`)
})

test('the stores are looked at by thumbprint; an expired CA of the same name is shown, and nothing is deleted', async () => {
  expect(await applyStep(lookAtStores, context)).toMatchObject({ outcome: 'satisfied' })
  const old = await labAuthority({ now: new Date(Date.now() - 2000 * 86_400_000) })
  const { sha1 } = readCertificate(old.intermediate.certificate)
  await change('LAB-EX01', (draft) => {
    draft.certificates.CA = { ...draft.certificates.CA, [sha1]: { der: base64(old.intermediate.certificate) } }
  })
  expect(await applyStep(lookAtStores, context)).toMatchObject({
    outcome: 'satisfied',
    detail: expect.stringMatching(new RegExp(`LAB-EX01.*expired.*${sha1}.*certutil -delstore CA ${sha1}`)),
  })
  await change('LAB-EX02', (draft) => {
    draft.certificates.Root = {}
  })
  expect(await applyStep(lookAtStores, context)).toMatchObject({
    outcome: 'blocked',
    failure: { message: expect.stringContaining('LAB-EX02'), fix: { part: 'pki', step: 'trust-authorities' } },
  })
  expect(there.changes()).toEqual([])
})

test('a pending request of ours whose text was lost is taken up; those of others and those that cannot be exported are left alone', async () => {
  const session = await there.lab.context.hosts.exchange('LAB-EX01')
  const request = (FriendlyName: string, DomainName: string[], PrivateKeyExportable = true) => {
    const SubjectName = 'cn=mail.digitalbrain.com.au'
    const parameters = { GenerateRequest: true, FriendlyName, DomainName, SubjectName, PrivateKeyExportable }
    return { name: 'New-ExchangeCertificate', parameters }
  }
  const ours = context.answers['client-access'].friendlyName
  const { mailName, autodiscoverName } = context.answers.lab
  await session.run([request('of a colleague', [mailName])], { write: true })
  await session.run([request(ours, [mailName, autodiscoverName], false)], { write: true })
  await session.run([request(ours, [mailName, autodiscoverName])], { write: true })
  const waiting = Object.keys(there.stateOf('LAB-EX01').certificates.REQUEST ?? {})
  there.lab.sent.length = 0
  expect(await walk(context, [requestCertificate])).toEqual(['changed'])
  expect(there.changes()).toEqual([])
  expect(Object.keys(there.stateOf('LAB-EX01').certificates.REQUEST ?? {})).toEqual(waiting)
  await walk(context)
  expect(fits(context, 'leaf')).toBe(true)
  expect(Object.values(there.stateOf('LAB-EX01').certificates.REQUEST ?? {}).map((one) => one.friendlyName)).toEqual([
    'of a colleague',
    ours,
  ])
})

test('one server down in the middle: the other one is done, and the rest is taken up when it is back', async () => {
  await walk(context, certificateSteps.slice(0, 4))
  await there.lab.tell('LAB-EX02', { do: 'fail-iisreset', times: 99 })
  const enabling = contextOf(context, enableCertificate.id)
  expect(await applyStep(enableCertificate, enabling)).toMatchObject({
    outcome: 'failed',
    failure: { message: expect.stringContaining('LAB-EX02') },
  })
  const { sha1 } = leafOf(context)
  expect(await there.servedBy('LAB-EX01')).toBe(sha1)
  expect(await there.servedBy('LAB-EX02')).not.toBe(sha1)
  await there.lab.tell('LAB-EX02', { do: 'fail-iisreset', times: 0 })
  there.lab.sent.length = 0
  expect(await applyStep(enableCertificate, enabling)).toMatchObject({ outcome: 'changed' })
  expect(there.changes()).toEqual(['LAB-EX02: iisreset'])
})

test('a certificate without its key on a server is said so, with the way to repair it', async () => {
  await walk(context)
  const { sha1 } = leafOf(context)
  await change('LAB-EX02', (draft) => {
    delete draft.certificates.My?.[sha1]?.keyPem
  })
  expect(await applyStep(importCertificate, context)).toMatchObject({
    outcome: 'blocked',
    failure: {
      message: expect.stringContaining('without its private key'),
      remedy: expect.stringContaining(`-repairstore my ${sha1}`),
    },
  })
})

test('a renewed certificate keeps the key: it takes over on both servers, and Undo takes both away', async () => {
  await walk(context)
  const [before, key] = [leafOf(context).sha1, context.kept.get(kept.leafKey)]
  context.kept.delete(kept.leafCertificate)
  expect(await walk(context)).toEqual(['satisfied', 'changed', 'satisfied', 'changed', 'changed'])
  const { sha1 } = leafOf(context)
  expect([sha1 === before, context.kept.get(kept.leafKey) === key]).toEqual([false, true])
  for (const name of servers)
    expect([await there.servedBy(name), servicesOn(there.stateOf(name)).iis]).toEqual([sha1, sha1])
  await unwind(context)
  for (const name of servers)
    expect(there.stateOf(name).certificates.My).toEqual(there.firstState(name).certificates.My)
})

test('a wildcard is not given to POP or IMAP', async () => {
  context = await there.reset({ wildcard: true, services: ['IIS', 'POP'] })
  const outcomes = await walk(context)
  expect(outcomes.slice(-2)).toEqual(['blocked', expect.stringContaining('wildcard certificate cannot serve POP')])
})

test('the status is read back: Valid with the lists at hand, else the cause, what failed and the remedy', async () => {
  await walk(context)
  expect(await applyStep(certificateStatus, context)).toMatchObject({
    outcome: 'blocked',
    failure: {
      message: expect.stringMatching(
        /LAB-EX01 .*status RevocationCheckFailure.*http:\/\/pki\.digitalbrain\.com\.au\/.*0x8/s,
      ),
      remedy: expect.stringContaining('ChainCacheResyncFiletime'),
      fix: { step: 'prove-revocation' },
    },
  })
  for (const name of servers)
    await change(name, (draft) => {
      const until = new Date(Date.now() + 86_400_000).toISOString()
      for (const authority of ['root', 'intermediate'] as const) {
        const der = base64(keptText(context, kept[`${authority}Crl`]))
        const url = `http://pki.digitalbrain.com.au/${authority}.crl`
        draft.urlCache = { ...draft.urlCache, [url]: { der, until } }
      }
    })
  expect(await applyStep(certificateStatus, context)).toMatchObject({ outcome: 'satisfied' })
  expect(JSON.stringify(context.evidence.at(-1))).toContain('Microsoft RSA SChannel Cryptographic Provider')
  await change('LAB-EX02', (draft) => {
    const held = draft.certificates.My?.[leafOf(context).sha1]
    if (held) held.provider = 'Microsoft Software Key Storage Provider'
  })
  expect(await applyStep(certificateStatus, context)).toMatchObject({
    outcome: 'blocked',
    failure: {
      message: expect.stringMatching(/LAB-EX02.*Key Storage Provider/),
      remedy: expect.stringContaining('-csp'),
    },
  })
  expect(Object.keys(there.stateOf('LAB-EX01').files).filter((file) => /fairlead/.test(file))).toEqual([])
})
