import { expect, test } from 'vitest'
import { makeKeyPair, publicKeyOf } from './key-pair.ts'

test('every pair that is made can be read again', () => {
  for (let made = 0; made < 1500; made += 1) {
    const { privateKey, publicKey } = makeKeyPair('fairlead')
    expect(publicKeyOf(privateKey)).toBe(publicKey)
  }
})
