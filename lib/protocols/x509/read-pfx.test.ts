import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Failure } from '#lib/failure.ts'
import { Secret } from '#lib/secret.ts'
import { labAuthority } from '#test/authority.ts'
import { type Asn1, childrenOf, fromDer, integer, sequence, toDer } from './asn1.ts'
import { toPfx } from './pfx.ts'
import { readPfx } from './read-pfx.ts'

const lab = await labAuthority()
const password = new Secret('n0t-for-long')
const chainPem = lab.leaf + lab.intermediate.certificate
const sound = toPfx({ key: lab.leafKey, chainPem, password, friendlyName: 'Exchange 2013', strength: '3des' })

test('opens what toPfx writes: leaf, issuers, key and name', () => {
  const { key, ...opened } = readPfx(sound, password)
  expect(opened).toEqual({ leaf: lab.leaf, others: [lab.intermediate.certificate], friendlyName: 'Exchange 2013' })
  expect(key.reveal()).toBe(lab.leafKey.reveal())
})

test('a wrong password is told from a file that is none, and neither is repeated', () => {
  const wrong = new Secret('some other password')
  expect(() => readPfx(sound, wrong)).toThrow('The password does not open this PFX file')
  expect(() => readPfx(Buffer.from('MZ'), password)).toThrow('This is not a PFX file')
  expect(() => readPfx(sound, wrong)).not.toThrow(wrong.reveal())
})

test('a file without a MAC, or with a billion rounds of it, is refused at once', () => {
  const [version, content, mac] = childrenOf(fromDer(sound))
  const [digest, salt] = mac ? childrenOf(mac) : []
  if (!version || !content || !digest || !salt) throw new Error('no PFX')
  const file = (...more: Asn1[]) => Buffer.from(toDer(sequence(version, content, ...more)), 'binary')
  expect(() => readPfx(file(), password)).toThrow('it bears no MAC')
  expect(() => readPfx(file(sequence(digest, salt, integer(1_000_000_000))), password)).toThrow('rounds')
})

test('a file of any bytes, or with a few octets changed, is read or refused', () => {
  const change = fc.tuple(fc.nat(sound.length - 1), fc.nat(255))
  const changed = fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
    const der = Buffer.from(sound)
    for (const [at, value] of changes) der[at] = value
    return der
  })
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), changed), (der) => {
      try {
        readPfx(der, password)
      } catch (error) {
        expect(error).toBeInstanceOf(Failure)
      }
    }),
    { numRuns: 60 },
  )
})
