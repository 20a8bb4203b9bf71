import { describe, expect, test } from 'vitest'
import { kindOf, recordedWindows } from '#test/recorded-windows.ts'
import { windowsRecordings } from '#test/windows-recordings.ts'
import { action, ns } from '../wsman/namespaces.ts'
import { child, descendant, readXml, type XmlElement } from '../wsman/xml.ts'
import { plain } from './clixml/plain.ts'
import { readClixml } from './clixml/read.ts'
import { writeClixml } from './clixml/write.ts'
import { Defragmenter } from './fragment.ts'
import { decodeMessage, type Message } from './message.ts'
import { PowerShellSession } from './session.ts'
import { WsmanTransport } from './wsman-transport.ts'

const recordings = windowsRecordings()
if (recordings.length === 0) process.stdout.write('recordings of real Windows hosts: left out, they are not here\n')

describe.skipIf(recordings.length === 0)('recorded conversations with real Windows hosts', () => {
  describe('every message of both sides is read, and every object is written again equal', () => {
    test.each(recordings)('$name', ({ exchanges }) => {
      const spoken = exchanges.filter(({ request }) => isPowerShell(readXml(request)))
      const messages = [
        ...messagesOf(spoken.map(({ request }) => readXml(request))),
        ...messagesOf(spoken.map(({ response }) => readXml(response))),
      ]
      for (const { clixml } of messages) {
        if (clixml === '') continue
        const value = readClixml(clixml)
        expect(readClixml(writeClixml(value))).toEqual(value)
        expect(() => plain(value)).not.toThrow()
      }
    })
  })

  const recorded = (name: string) => recordings.find((one) => one.name === name)?.exchanges ?? []
  const replayed = async (name: string, run: (session: PowerShellSession) => Promise<void>) => {
    const windows = await recordedWindows(recorded(name))
    await using session = new PowerShellSession('recorded', () => new WsmanTransport(windows.endpoint))
    await run(session)
    await session.close()
    await windows.close()
    return windows.asked
  }

  describe('our client carries on the conversation', () => {
    test.each([
      ['2.1', 'Windows 7', '6.1.7601.17514'],
      ['2.2', 'Windows Server 2012 R2', '6.3.9600.18968'],
    ])('with protocol %s, as %s speaks it', async (version, _, build) => {
      const asked = await replayed(`test_psrp_run_protocol_version_${version}`, async (session) => {
        const open = await session.open()
        expect(open.version).toBe(version)
        expect(open.applicationData).toMatchObject({ PSVersionTable: { BuildVersion: build } })
        const streams: string[] = []
        const { output } = await session.pipeline([{ script: 'as recorded' }], {
          input: ['message 1', 2, ['3', 3]],
          mayFail: true,
          onRecord: ({ stream, text }) => streams.push(`${stream}: ${text}`),
        })
        expect(output.slice(-3).map((value) => plain(value))).toEqual(['message 1', 2, ['3', 3]])
        expect(streams[0]).toBe('debug: Start Block')
      })
      // Windows 7 chooses the ids of shell and command itself, and wants to hear these from then on.
      const chosen = /CommandId>([^<]+)</.exec(
        recorded(`test_psrp_run_protocol_version_${version}`)[3]?.response ?? '',
      )?.[1]
      expect(asked.some((xml) => xml.includes(`CommandId="${chosen}"`))).toBe(version === '2.1')
      const pipeline = messagesOf(asked.map((xml) => readXml(xml)))
      const created = pipeline.find(({ type }) => type === 0x21006)?.clixml ?? ''
      expect(created.includes('MergeError')).toBe(version !== '2.1')
      expect(created.includes('MergeInformation')).toBe(false)
    })

    test('through two answers that nothing has happened yet', async () => {
      await replayed('test_psrp_long_running_cmdlet', async (session) => {
        expect((await session.pipeline([{ script: 'as recorded' }])).completed).toBe(true)
      })
    })

    test('to an error that ends the pipeline', async () => {
      await replayed('test_psrp_error_failed', async (session) => {
        await expect(session.pipeline([{ script: 'as recorded' }])).rejects.toMatchObject({ code: 'remote-error' })
      })
    })

    test('to a shell that the server has forgotten: outcome unknown, and not hidden', async () => {
      const command = recorded('test_psrp_error_failed').filter(({ request }) => kindOf(request) === action.command)
      const windows = await recordedWindows([...recorded('test_psrp_receive_failure'), ...command])
      await using session = new PowerShellSession('recorded', () => new WsmanTransport(windows.endpoint))
      await expect(session.pipeline([{ script: 'as recorded' }])).rejects.toMatchObject({
        code: 'outcome-unknown',
        message: expect.stringContaining('a command identifier that does not exist'),
      })
      await session.close()
      await windows.close()
    })
  })

  test('our requests have the headers, options and selectors of the recorded ones', async () => {
    const asked = await replayed('test_psrp_run_protocol_version_2.2', async (session) => {
      await session.pipeline([{ script: 'as recorded' }], { input: [1], mayFail: true })
    })
    const ours = new Map(asked.map((xml) => [kindOf(xml), headersOf(readXml(xml))]))
    // test_psrp_no_profile asks for WINRS_NOPROFILE, which Fairlead never does: keys are imported under the user's profile.
    const theirs = recordings
      .filter(({ name }) => name !== 'test_psrp_no_profile')
      .flatMap(({ exchanges }) => exchanges.map(({ request }) => request))
      .filter((xml) => xml.includes(`>${ns.powershell}/Microsoft.PowerShell<`))
    const compared = new Set<string>()
    for (const xml of theirs) {
      const mine = ours.get(kindOf(xml))
      if (!mine) continue
      compared.add(kindOf(xml))
      expect(mine).toEqual(headersOf(readXml(xml)))
    }
    expect(compared.size).toBe(7)
  })
})

/** Of one side of a conversation, in order, whatever streams they came in. */
function messagesOf(envelopes: readonly XmlElement[]): Message[] {
  const streams = new Map<string, Defragmenter>()
  return envelopes.flatMap(carriersIn).flatMap(({ stream, base64 }) => {
    const defragmenter = streams.get(stream) ?? new Defragmenter()
    streams.set(stream, defragmenter)
    return defragmenter.add(Buffer.from(base64, 'base64')).map(decodeMessage)
  })
}

/** A WinRS shell has the same elements, and other bytes in them. */
function isPowerShell(envelope: XmlElement): boolean {
  return descendant(envelope, ns.wsman, 'ResourceURI')?.text.startsWith(`${ns.powershell}/`) ?? false
}

/** Where fragments stand. What begins in a command's arguments goes on in its input. */
function carriersIn({ name, attributes, text, children }: XmlElement): { stream: string; base64: string }[] {
  if (name === 'creationXml') return [{ stream: ' stdin', base64: text }]
  if (name === 'Stream') return [{ stream: `${attributes.CommandId ?? ''} ${attributes.Name}`, base64: text }]
  if (name !== 'CommandLine') return children.flatMap(carriersIn)
  return children
    .filter((one) => one.name === 'Arguments')
    .map((one) => ({ stream: `${attributes.CommandId} stdin`, base64: one.text }))
}

/**
 * Headers as they are compared. Not compared, because they differ by nature: ids and the address; and two values that are
 * settings of the client and not of the protocol: the size of an envelope and the time that an operation may take.
 */
function headersOf(envelope: XmlElement) {
  const shown = ({ namespace, name, attributes, children, text }: XmlElement): unknown => [
    `{${namespace}}${name}`,
    Object.entries(attributes).sort(),
    children.length > 0 ? children.map(shown) : differing.has(name) ? 'differs' : text.trim(),
  ]
  return child(envelope, ns.soap, 'Header')
    ?.children.map((one) => JSON.stringify(shown(one)))
    .sort()
}

const differing = new Set(['MessageID', 'SessionId', 'To', 'Selector', 'MaxEnvelopeSize', 'OperationTimeout'])
