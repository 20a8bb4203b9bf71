import { expect, test } from 'vitest'
import { pointFault } from './distribution-points.ts'

const wanted = 'http://pki.example.com/root.crl'
const subject = 'CN=mail.example.com'

test('a certificate that names its list where it is served has no fault', () => {
  expect(pointFault({ subject, cdp: [wanted] }, wanted)).toBeUndefined()
})

test.each([
  [[], /names no CRL distribution point/],
  [['https://pki.example.com/root.crl'], /by https .* Windows fetches no list by https/],
  [['ldap:///CN=Root?certificateRevocationList'], /by ldap .* only members of the domain/],
  [['http://old.example.com/root.crl'], /sends servers to http:\/\/old\.example\.com\/root\.crl/],
])('distribution points %j are named with a remedy', (cdp, fault) => {
  expect(pointFault({ subject, cdp }, wanted)).toMatchObject({
    fault: expect.stringMatching(fault),
    remedy: expect.stringContaining('Issue it again'),
  })
})
