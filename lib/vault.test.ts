import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { Secret } from './secret.ts'
import { seal, unseal } from './vault.ts'

const key = randomBytes(32)

test('a sealed value opens again at its place, and shows nothing of itself', () => {
  const sealed = seal(new Secret('pä$$w0rd'), 'lab1/ssh.password', key)
  expect(sealed).not.toContain('w0rd')
  expect(unseal(sealed, 'lab1/ssh.password', key).reveal()).toBe('pä$$w0rd')
})

test.each([
  ['at another place', (sealed: string) => unseal(sealed, 'lab2/ssh.password', key)],
  ['with another key', (sealed: string) => unseal(sealed, 'lab1/ssh.password', randomBytes(32))],
  [
    'with a byte changed',
    (sealed: string) =>
      unseal(`${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`, 'lab1/ssh.password', key),
  ],
  ['when it is no sealed value', () => unseal('hello', 'lab1/ssh.password', key)],
])('a sealed value is refused %s', (_case, open) => {
  expect(() => open(seal(new Secret('value'), 'lab1/ssh.password', key))).toThrow(
    expect.objectContaining({ remedy: expect.any(String) }),
  )
})

test('a secret never prints itself', () => {
  const secret = new Secret('value')
  expect(`${secret} ${JSON.stringify({ secret })} ${inspect({ secret })}`).not.toContain('value')
})
