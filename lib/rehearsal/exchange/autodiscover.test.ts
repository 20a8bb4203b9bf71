import fc from 'fast-check'
import { expect, test } from 'vitest'
import { poxRequest, readPoxAnswer } from '#lib/protocols/autodiscover/pox.ts'
import { testConfig } from '#test/windows-host.ts'
import { firstDirectory } from '../windows/state/directory-state.ts'
import { autodiscover } from './autodiscover.ts'

const fresh = () => firstDirectory(testConfig())
const mailbox = 'Administrator@lab.local'

test('tells what the virtual directories of the asked server say, and no more', () => {
  const answer = readPoxAnswer(autodiscover(poxRequest(mailbox), 'LAB-EX01', fresh()))
  expect(answer).toMatchObject({ kind: 'settings', protocols: [{ type: 'EXCH' }, { type: 'WEB' }] })
  expect(JSON.stringify(answer)).toContain('https://lab-ex01.lab.local/EWS/Exchange.asmx')
  expect(JSON.stringify(answer)).not.toContain('lab-ex02')
})

test('tells the outside, and MAPI over HTTP, once they are set', () => {
  const directory = fresh()
  directory.clientAccess.organisation.MapiHttpEnabled = true
  for (const one of directory.exchange.virtualDirectories) {
    if (one.kind === 'OutlookAnywhere') one.settings.ExternalHostname = 'mail.example.com'
    if (one.kind === 'Mapi') one.settings.ExternalUrl = 'https://mail.example.com/mapi'
  }
  const answer = readPoxAnswer(autodiscover(poxRequest(mailbox.toUpperCase()), 'lab-ex02', directory))
  expect(answer).toMatchObject({
    protocols: [{ type: 'EXCH' }, { type: 'EXPR', server: 'mail.example.com' }, { type: 'WEB' }, { type: 'mapiHttp' }],
  })
  expect(JSON.stringify(answer)).toContain('https://mail.example.com/mapi/emsmdb/')
})

test.each([
  ['500', poxRequest('nobody@lab.local')],
  ['600', poxRequest('')],
  ['600', ''],
  ['600', '<Autodiscover><Request><EMailAddress>Administrator@lab.local</EMailAddress></Request></Autodiscover>'],
])('answers %s to %s', (code, body) => {
  expect(readPoxAnswer(autodiscover(body, 'LAB-EX01', fresh()))).toMatchObject({ kind: 'error', code })
})

test('junk is an invalid request, whatever it is', () => {
  const directory = fresh()
  fc.assert(
    fc.property(fc.string(), (body) => {
      expect(readPoxAnswer(autodiscover(body, 'LAB-EX01', directory))).toMatchObject({ kind: 'error', code: '600' })
    }),
    { numRuns: 300 },
  )
})
