import fc from 'fast-check'
import { expect, test } from 'vitest'
import { authorities } from '#lib/parts/pki/authorities.ts'
import { derOf } from '#lib/protocols/x509/pem.ts'
import { labAuthority } from '#test/authority.ts'
import { isOfAuthority, judgePublished } from './judge-published.ts'
import type { PublishedFile } from './published-files.ts'

const made = await labAuthority()
const list = derOf(made.crls[0] ?? '', 'X509 CRL')
const about = { authority: authorities.root, authorityPem: made.root.certificate, der: list }
const rootList: PublishedFile = { ...about, name: 'root.crl', kind: 'CRL' }
const rootCertificate: PublishedFile = { ...about, name: 'root.crt', kind: 'certificate' }

test('a list is judged by signature and dates', async () => {
  expect(await judgePublished(rootList, list)).toMatchObject({ says: expect.stringContaining('list 1, until') })
  const later = new Date(Date.now() + 31 * 86_400_000)
  expect(await judgePublished(rootList, list, later)).toMatchObject({ fault: expect.stringMatching(/^expired on/) })
  const earlier = new Date(Date.now() - 86_400_000)
  expect(await judgePublished(rootList, list, earlier)).toMatchObject({ remedy: expect.stringContaining('clocks') })
})

test('a list of another authority is nothing of ours, and an expired one of ours still is', async () => {
  expect(await isOfAuthority(rootList, derOf(made.crls[1] ?? '', 'X509 CRL'))).toBe(false)
  const [old = ''] = (await labAuthority({ now: new Date(Date.now() - 90 * 86_400_000), crlDays: 3 })).crls
  expect(await isOfAuthority(rootList, derOf(old, 'X509 CRL'))).toBe(true)
})

test('whatever is served, it is judged and never thrown at', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.nat(list.length - 1).map((at) => list.map((byte, index) => (index === at ? byte ^ 0x41 : byte))),
  )
  await fc.assert(
    fc.asyncProperty(bytes, fc.constantFrom(rootList, rootCertificate), async (served, file) => {
      const judged = await judgePublished(file, Buffer.from(served))
      if ('fault' in judged) expect(judged.remedy.length).toBeGreaterThan(10)
      else expect(Buffer.from(served).equals(list)).toBe(true)
    }),
    { numRuns: 80 },
  )
})
