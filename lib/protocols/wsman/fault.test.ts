import { describe, expect, test } from 'vitest'
import { quotasIn } from '../doctor/quotas.ts'
import { replyBody, requestEnvelope } from './envelope.ts'
import { faultFailure, readFault } from './fault.ts'
import { action, ns } from './namespaces.ts'
import { child, descendant, readXml } from './xml.ts'

const envelope = (body: string, header = '') =>
  `<x:Envelope xmlns:x="${ns.soap}" xmlns:y="${ns.addressing}" xmlns:w="${ns.wsman}"><x:Header>${header}</x:Header><x:Body>${body}</x:Body></x:Envelope>`

type Said = { code: string; subcode?: string; reason?: string; detail?: string }

const fault = ({ code, subcode = 'w:InternalError', reason = 'No.', detail = reason }: Said) =>
  `<x:Fault><x:Code><x:Value>x:Receiver</x:Value><x:Subcode><x:Value>${subcode}</x:Value></x:Subcode></x:Code>
   <x:Reason><x:Text xml:lang="en-US">${reason}</x:Text></x:Reason>
   <x:Detail><f:WSManFault xmlns:f="${ns.fault}" Code="${code}" Machine="lab-ex01"><f:Message>${detail}</f:Message></f:WSManFault></x:Detail></x:Fault>`

const read = (body: string) => readFault(replyBody(envelope(body), 'uuid:1'))

describe('a fault', () => {
  test.each([
    ['5', 'w:AccessDenied', 'access-denied'],
    ['2150859173', 'x:Receiver', 'quota'],
    ['2150859174', 'w:QuotaLimit', 'quota'],
    ['2150858824', 'w:EncodingLimit', 'quota'],
    ['2150858793', 'w:TimedOut', 'timed-out'],
    ['2150858843', 'w:InvalidSelectors', 'remote-error'],
    ['2150858811', 'w:InvalidResourceURI', 'remote-error'],
    ['995', 'x:Receiver', 'remote-error'],
    ['', 'w:AccessDenied', 'access-denied'],
  ])('%s %s is %s, with the number and a remedy', (code, subcode, expected) => {
    const found = read(fault({ code, subcode }))
    const failure = found && faultFailure(found, 'LAB-EX01')
    expect(failure).toMatchObject({ code: expected, remedy: expect.stringMatching(/.{20}/) })
    expect(failure?.message).toContain(`(${code || 'AccessDenied'})`)
  })

  test('says what its provider said, not that there was one', () => {
    const inner = `<f:ProviderFault provider="Shell provider"><f:WSManFault Code="5"><f:Message>The user may not. </f:Message></f:WSManFault></f:ProviderFault>`
    expect(read(fault({ code: '5', reason: 'The provider failed.', detail: inner }))?.message).toBe('The user may not.')
  })

  test('is none where there is none', () => {
    expect(read('<w:Nothing/>')).toBeUndefined()
  })
})

describe('an envelope', () => {
  test('carries action, options and selectors as they are, whatever they hold', () => {
    const { id, xml } = requestEnvelope(
      { url: 'http://lab-ex01:5985/wsman?a=1&b=2', sessionId: 'abc', maxEnvelopeBytes: 153_600 },
      {
        action: action.command,
        resourceUri: `${ns.powershell}/Microsoft.Exchange`,
        options: [{ name: 'protocolversion', value: '2.3', mustComply: true }],
        selectors: { ShellId: `<"'&>` },
        body: '<rsp:Receive/>',
        operationTimeoutMs: 1500,
      },
    )
    const root = readXml(xml)
    expect(descendant(root, ns.addressing, 'To')?.text).toBe('http://lab-ex01:5985/wsman?a=1&b=2')
    expect(descendant(root, ns.addressing, 'MessageID')?.text).toBe(id)
    expect(descendant(root, ns.wsman, 'OperationTimeout')?.text).toBe('PT1.5S')
    expect(descendant(root, ns.wsman, 'Option')).toMatchObject({ text: '2.3', attributes: { MustComply: 'true' } })
    expect(descendant(root, ns.wsman, 'Selector')).toMatchObject({ text: `<"'&>` })
    expect(child(child(root, ns.soap, 'Body'), ns.shell, 'Receive')).toBeDefined()
  })

  test.each([
    ['to another request', envelope('', '<y:RelatesTo>uuid:2</y:RelatesTo>')],
    ['of another kind', '<html><body/></html>'],
    ['without a body', `<x:Envelope xmlns:x="${ns.soap}"/>`],
  ])('%s is not taken for an answer', (_, xml) => {
    expect(() => replyBody(xml, 'uuid:1')).toThrow(expect.objectContaining({ code: 'protocol' }))
  })
})

test("WinRM's configuration is read, and what is missing in it is not known", () => {
  const config = `<c:Config xmlns:c="${ns.config}"><c:MaxEnvelopeSizekb>500</c:MaxEnvelopeSizekb>
    <c:Client><c:AllowUnencrypted>true</c:AllowUnencrypted></c:Client><c:Service><c:AllowUnencrypted>false</c:AllowUnencrypted></c:Service>
    <c:Winrs><c:IdleTimeout>7200000</c:IdleTimeout><c:MaxShellsPerUser>many</c:MaxShellsPerUser></c:Winrs></c:Config>`
  expect(quotasIn(replyBody(envelope(config), 'uuid:1'))).toEqual({
    maxEnvelopeKb: 500,
    maxTimeoutMs: null,
    maxShellsPerUser: null,
    maxProcessesPerShell: null,
    maxMemoryPerShellMb: null,
    shellIdleMs: 7_200_000,
    allowUnencrypted: false,
  })
})
