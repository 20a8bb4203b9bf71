import { expect, test } from 'vitest'
import { reportData } from '#test/report-data.ts'
import { openPoints } from './open-points.ts'

const titles = (data: ReturnType<typeof reportData>) => openPoints(data).map(({ tone, title }) => `${tone} ${title}`)

test('a proven rehearsal still says what it does not prove', () => {
  expect(titles(reportData({ again: true }))).toEqual([
    'warn 1 service did not answer',
    'idle The Exchange servers are stand-ins',
    'idle Fairlead keeps the private keys of both authorities',
  ])
})

test('real machines bring up the support of Exchange instead of stand-ins', () => {
  const data = reportData()
  data.lab.kind = 'real'
  expect(titles(data)).toContain('idle Support of Exchange itself was not looked at')
  expect(titles(data)).not.toContain('idle The Exchange servers are stand-ins')
})

test('the worst comes first: a failed Step with its remedy', () => {
  expect(openPoints(reportData({ upTo: 7, last: 'failed' }))[0]).toEqual({
    tone: 'bad',
    title: 'Part 5, Load balancer: “Push the HAProxy configuration” failed',
    text: expect.stringContaining('http-reuze'),
    remedy: expect.stringContaining('look again and go on'),
  })
})

test('a certificate that ends soon, a drill over its promise and a changed host key are told', () => {
  const data = reportData({ again: true })
  data.madeAt = '2027-12-20T00:00:00Z'
  const [identity] = data.lab.identities
  if (identity) identity.offeredFingerprint = 'SHA256:another'
  for (const { evidence } of data.lab.parts.flatMap(({ steps }) => steps))
    for (const proof of evidence) if (proof.kind === 'drill') proof.data.promisedMs = 1000
  expect(titles(data)).toEqual(
    expect.arrayContaining([
      'bad lab-hap01: another SSH host key than the approved one',
      'bad Drill “The node that holds the address loses its power” was slower than promised',
      'warn CN=mail.digitalbrain.com.au, O=Digital Brain, C=AU expires in 5 days',
    ]),
  )
})
