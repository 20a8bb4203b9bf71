import { expect, test } from 'vitest'
import { inLab, labAuthority, labKeys, labNames, publishedAs } from '#test/authority.ts'
import { certificatesIn, readCertificate } from './certificate.ts'
import { issueCrl } from './crl.ts'
import { issueIntermediate, issueLeaf, issueRoot } from './issue.ts'
import type { ChainFault } from './link.ts'
import { createKey, publicKeyOf } from './private-key.ts'
import { type Chain, verifyChain } from './verify-chain.ts'

const now = new Date('2026-11-23T10:00:00Z')
const days = (count: number) => new Date(now.getTime() + count * 86_400_000)
const lab = await labAuthority({ now })
const [, intermediateKey, leafKey] = await labKeys()

const chain = (other: Partial<Chain> = {}): Chain => ({
  leaf: lab.leaf,
  intermediates: [lab.intermediate.certificate],
  root: lab.root.certificate,
  crls: lab.crls,
  names: labNames,
  at: now,
  ...other,
})
const codes = (faults: ChainFault[]) => faults.map(({ code }) => code)

test('a whole, valid chain has no fault', async () => {
  expect(await verifyChain(chain())).toEqual([])
})

test.for([
  ['before it begins', { at: days(-1) }, ['not-yet-valid', 'crl-not-yet-valid']],
  ['when the CRLs have expired', { at: days(31) }, ['crl-expired', 'crl-expired']],
  ['when the leaf has expired', { at: days(398) }, ['expired']],
  ['when a name is missing', { names: [...labNames, 'smtp.example.com'] }, ['name']],
  ['without the CRL of the root', { crls: lab.crls.slice(1) }, ['crl-missing']],
  ['without any CRL', { crls: [] }, ['crl-missing', 'crl-missing']],
  ['without the intermediate', { intermediates: [] }, ['issuer']],
  ['with the leaf as its own issuer', { intermediates: [lab.leaf] }, ['issuer', 'not-a-ca']],
] as const)('a chain is refused %s', async ([, other, expected]) => {
  const found = codes(await verifyChain(chain(other)))
  expect(found).toEqual(expect.arrayContaining([...expected]))
})

test('a revoked leaf is refused, with date and reason', async () => {
  const revoked = [{ serial: readCertificate(lab.leaf).serial, at: now, reason: 'keyCompromise' as const }]
  const crl = await issueCrl({ issuer: lab.intermediate, number: 2n, days: 30, now, revoked })
  const faults = await verifyChain(chain({ crls: [lab.crls[0] ?? '', crl] }))
  expect(faults).toEqual([
    {
      code: 'revoked',
      subject: 'mail.example.com',
      message: 'The certificate of mail.example.com was revoked on 2026-11-23T10:00:00.000Z (keyCompromise).',
    },
  ])
})

test('a root of the same name and another key is refused: its signature is not on the chain', async () => {
  const root = await issueRoot({ subject: inLab('Lab-Root-CA'), key: leafKey, days: 3650, now })
  expect(codes(await verifyChain(chain({ root })))).toEqual(['signature', 'crl-signature'])
})

test('a CRL of the same issuer name and another key counts for nothing', async () => {
  const impostor = await issueRoot({ subject: inLab('Lab-Intermediate-CA'), key: leafKey, days: 3650, now })
  const forged = await issueCrl({ issuer: { certificate: impostor, key: leafKey }, number: 9n, days: 30, now })
  expect(codes(await verifyChain(chain({ crls: [lab.crls[0] ?? '', forged] })))).toEqual(['crl-signature'])
})

test('an intermediate below an intermediate is refused by the path length', async () => {
  const key = await createKey(2048)
  const subject = inLab('Second-CA')
  const second = {
    certificate: await issueIntermediate({ subject, key, issuer: lab.intermediate, days: 9, now, ...publishedAs('x') }),
    key,
  }
  const leaf = await issueLeaf({
    subject: inLab('mail.example.com'),
    names: labNames,
    publicKey: publicKeyOf(leafKey),
    issuer: second,
    days: 9,
    now,
    ...publishedAs('second'),
  })
  const crls = [...lab.crls, await issueCrl({ issuer: second, number: 1n, days: 9, now })]
  const intermediates = [second.certificate, lab.intermediate.certificate]
  expect(codes(await verifyChain(chain({ leaf, intermediates, crls })))).toEqual(['path-length'])
})

test('an authority in the place of the leaf is refused: it is not for servers', async () => {
  const leaf = await issueIntermediate({
    subject: inLab('mail.example.com'),
    key: intermediateKey,
    issuer: lab.root,
    days: 9,
    now,
    ...publishedAs('root'),
  })
  expect(codes(await verifyChain(chain({ leaf, intermediates: [] })))).toEqual(['extended-key-usage', 'name', 'name'])
})

test('a damaged signature is refused', async () => {
  const [pem = ''] = certificatesIn(lab.leaf)
  const der = Buffer.from(pem.split('\n').slice(1, -2).join(''), 'base64')
  der[der.length - 1] = (der.at(-1) ?? 0) ^ 1
  const leaf = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`
  expect(codes(await verifyChain(chain({ leaf })))).toEqual(['signature'])
})
