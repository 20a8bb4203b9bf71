import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Failure } from '#lib/failure.ts'
import { inLab, labAuthority, labKeys, labNames } from '#test/authority.ts'
import { readCertificate } from './certificate.ts'
import { readCrl } from './crl.ts'
import { inspectRequest } from './inspect-request.ts'
import { derOf, type PemLabel, toPem } from './pem.ts'
import { createRequest, readRequest } from './request.ts'
import { verifyChain } from './verify-chain.ts'

const lab = await labAuthority()
const [, , key] = await labKeys()
const request = await createRequest({ subject: inLab('mail.example.com'), names: labNames, key })

type Reader = { label: PemLabel; sound: string; read(pem: string): unknown }
const readers: [string, Reader][] = [
  ['certificate', { label: 'CERTIFICATE', sound: lab.leaf, read: readCertificate }],
  ['CRL', { label: 'X509 CRL', sound: lab.crls[0] ?? '', read: readCrl }],
  [
    'request',
    {
      label: 'CERTIFICATE REQUEST',
      sound: request,
      read: async (pem) => inspectRequest(await readRequest(pem), labNames),
    },
  ],
  [
    'chain',
    {
      label: 'CERTIFICATE',
      sound: lab.leaf,
      read: (leaf) =>
        verifyChain({ leaf, intermediates: [], root: lab.root.certificate, crls: lab.crls, names: labNames }),
    },
  ],
]

/** Read or refused by a Failure: nothing else gets out, whatever goes in. */
async function readOrRefused({ read }: Reader, pem: string) {
  try {
    await read(pem)
  } catch (error) {
    expect(error).toBeInstanceOf(Failure)
  }
}

test.for(readers)('a %s of any bytes is read or refused', async ([, reader]) => {
  const der = fc.uint8Array({ maxLength: 300 }).map((bytes) => toPem(new Uint8Array(bytes), reader.label))
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string({ maxLength: 300 }), der), (pem) => readOrRefused(reader, pem)),
    { numRuns: 300 },
  )
})

test.for(readers)('a %s with a few octets changed is read or refused', async ([, reader]) => {
  const sound = derOf(reader.sound, reader.label)
  const change = fc.tuple(fc.nat(sound.length - 1), fc.nat(255))
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const der = Buffer.from(sound)
      for (const [at, value] of changes) der[at] = value
      return readOrRefused(reader, toPem(der, reader.label))
    }),
    { numRuns: 300 },
  )
})

test.for(readers)('a %s cut off anywhere is refused', async ([, reader]) => {
  const sound = derOf(reader.sound, reader.label)
  await fc.assert(
    fc.asyncProperty(fc.nat(sound.length - 1), async (length) => {
      const cut = toPem(sound.subarray(0, length), reader.label)
      await expect((async () => reader.read(cut))()).rejects.toBeInstanceOf(Failure)
    }),
    { numRuns: 100 },
  )
})

test.for(readers)('a %s nested ten thousand deep is refused at once', async ([, reader]) => {
  const depth = 10_000
  const der = Buffer.alloc(2 + 6 * depth)
  for (let level = 0; level < depth; level++) {
    der.writeUInt16BE(0x3084, 6 * level)
    der.writeUInt32BE(der.length - 6 * (level + 1), 6 * level + 2)
  }
  der.writeUInt16BE(0x3000, 6 * depth)
  await expect((async () => reader.read(toPem(der, reader.label)))()).rejects.toBeInstanceOf(Failure)
})
