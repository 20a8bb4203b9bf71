import { expect, test } from 'vitest'
import { reportData } from '#test/report-data.ts'
import { configurationFiles, withoutKeys } from './files.ts'

test('equal files of two nodes are one, unequal ones stay two', () => {
  const files = configurationFiles(reportData()).map(({ path, hosts }) => `${path} ${hosts.join()}`)
  expect(files).toEqual([
    '/etc/haproxy/certs/mail.pem lab-hap01,lab-hap02',
    '/etc/haproxy/haproxy.cfg lab-hap01,lab-hap02',
    '/etc/keepalived/keepalived.conf lab-hap01',
    '/etc/keepalived/keepalived.conf lab-hap02',
    '/etc/nftables.d/fairlead.nft lab-hap01,lab-hap02',
  ])
})

test.each([
  ['PKCS#8', 'a\n-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nb', 'a\n[private key left out]\nb'],
  ['PKCS#1', '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----', '[private key left out]'],
  ['OpenSSH', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----', '[private key left out]'],
  ['a key cut off', 'x -----BEGIN EC PRIVATE KEY-----\nMHcC', 'x [private key left out]'],
  [
    'two keys',
    '-----BEGIN PRIVATE KEY-----1-----END PRIVATE KEY----- and -----BEGIN PRIVATE KEY-----2',
    '[private key left out] and [private key left out]',
  ],
  [
    'a certificate',
    '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
    '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
  ],
])('a private key never gets through: %s', (_, text, clean) => {
  expect(withoutKeys(text)).toBe(clean)
})
