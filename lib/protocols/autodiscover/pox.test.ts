import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Failure } from '#lib/failure.ts'
import { readXml } from '#lib/protocols/wsman/xml.ts'
import { poxRequest, readPoxAnswer } from './pox.ts'

const answer = (inside: string) =>
  `<?xml version="1.0"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">${inside}</Autodiscover>`

test('reads protocols with their servers and URLs, whichever way the type is said', () => {
  const text = answer(
    '<Response><User><AutoDiscoverSMTPAddress>a@example.com</AutoDiscoverSMTPAddress></User><Account><Protocol><Type>EXPR</Type><Server>mail.example.com</Server><EwsUrl>https://mail.example.com/EWS/Exchange.asmx</EwsUrl></Protocol><Protocol Type="mapiHttp"><MailStore><ExternalUrl>https://mail.example.com/mapi/emsmdb/</ExternalUrl></MailStore></Protocol></Account></Response>',
  )
  expect(readPoxAnswer(text)).toEqual({
    kind: 'settings',
    address: 'a@example.com',
    protocols: [
      {
        type: 'EXPR',
        server: 'mail.example.com',
        urls: [{ name: 'EwsUrl', url: 'https://mail.example.com/EWS/Exchange.asmx' }],
      },
      {
        type: 'mapiHttp',
        server: undefined,
        urls: [{ name: 'ExternalUrl', url: 'https://mail.example.com/mapi/emsmdb/' }],
      },
    ],
  })
})

test('reads an error and a redirection', () => {
  const error = '<Response><Error><ErrorCode>600</ErrorCode><Message>Invalid Request</Message></Error></Response>'
  expect(readPoxAnswer(answer(error))).toEqual({ kind: 'error', code: '600', message: 'Invalid Request' })
  const redirect = '<Response><Account><RedirectAddr>a@cloud.example</RedirectAddr></Account></Response>'
  expect(readPoxAnswer(answer(redirect))).toEqual({ kind: 'redirect', to: 'a@cloud.example' })
})

test('an address is text and nothing else, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 1 }), (address) => {
      const [request] = readXml(poxRequest(address)).children
      expect(request?.children[0]?.text).toBe(address)
    }),
    { numRuns: 300 },
  )
})

test('foreign text is an answer or one Failure, nothing else', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string().map(answer),
    fc.string().map((one) => answer(`<Response>${one}</Response>`)),
  )
  fc.assert(
    fc.property(text, (one) => {
      try {
        expect(readPoxAnswer(one).kind).toMatch(/settings|redirect|error/)
      } catch (error) {
        expect(error).toBeInstanceOf(Failure)
      }
    }),
    { numRuns: 500 },
  )
})
