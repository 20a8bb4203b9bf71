import { describe, expect, test } from 'vitest'
import { Defragmenter } from '#lib/protocols/psrp/fragment.ts'
import { decodeMessage, messageType } from '#lib/protocols/psrp/message.ts'
import { ns } from '#lib/protocols/wsman/namespaces.ts'
import { descendant, readXml, type XmlElement } from '#lib/protocols/wsman/xml.ts'
import { testConfig } from '#test/windows-host.ts'
import { type Exchange, windowsRecordings } from '#test/windows-recordings.ts'
import { makeHost } from '../make-host.ts'
import { readAsked } from './asked.ts'
import { WsmanFault } from './faults.ts'
import { type Caller, WsmanService } from './service.ts'

const takesTenSeconds = 'test_psrp_long_running_cmdlet'

const runsDotNet = 'its script calls .NET, which the simulated host does not have'
/** Where the simulated host does not answer as the real one did, by the number of the exchange, and why. */
const differences: Readonly<Record<string, { at: number[]; because: string }>> = {
  test_client_copy_expand_vars: {
    at: [5, 12, 16, 21],
    because: `${runsDotNet}, so that the file which it copies is not there later`,
  },
  test_client_execute_ps_environment: {
    at: [4],
    because: 'it makes items on the drive Env:, and reads them by Invoke-Expression',
  },
  test_client_fetch_file: { at: [4, 5, 6], because: runsDotNet },
  test_client_fetch_file_hash_mismatch: { at: [4], because: runsDotNet },
  test_psrp_is_alive_invalid_selectors: {
    at: [4],
    because: 'the shell had been idle for a minute, which no test waits for',
  },
  test_psrp_key_exchange_timeout: { at: [4], because: 'the recorded reply was emptied by hand' },
  test_psrp_multiple_commands: { at: [5, 6], because: 'its secret is sealed under the session key of that day' },
  test_psrp_pshost_methods: { at: [4], because: 'its script calls the host object' },
  test_psrp_pshost_ui_mocked_methods: { at: [6, 8, 10, 12, 14, 16], because: 'its script calls the host object' },
  test_psrp_with_history: { at: [6], because: 'the simulated host keeps no history' },
}

const recordings = windowsRecordings().filter(({ name }) => name !== takesTenSeconds)
const administrator: Caller = { user: 'vagrant', domain: 'SERVER', isAdministrator: true, address: '127.0.0.1' }

describe.skipIf(recordings.length === 0)('each recorded request gets the kind of reply that the real host gave', () => {
  test.each(recordings)('$name', async ({ name, exchanges }) => {
    const { ours, theirs } = await replay(exchanges)
    const known = differences[name]?.at ?? []
    const compared = (kinds: string[]) => kinds.map((kind, at) => (known.includes(at) ? 'differs' : kind))
    expect(compared(ours)).toEqual(compared(theirs))
    for (const at of known) expect(ours[at], `exchange ${at} no longer differs`).not.toBe(theirs[at])
  })
})

async function replay(exchanges: readonly Exchange[]) {
  const host = await makeHost(testConfig())
  const service = new WsmanService(host, 'windows')
  const ids = new Map<string, string>()
  const streams = { ours: new Map<string, Defragmenter>(), theirs: new Map<string, Defragmenter>() }
  const ours: string[] = []
  const theirs: string[] = []
  for (const { request, response } of exchanges) {
    let text = request
    for (const [recorded, own] of ids) text = text.replaceAll(recorded, own)
    const reply = await answer(service, text)
    for (const given of [/Name="ShellId">([^<]+)</, /<rsp:CommandId>([^<]+)</]) {
      const [recorded, own] = [response, reply].map((xml) => given.exec(xml)?.[1])
      if (recorded && own) ids.set(recorded, own)
    }
    ours.push(kindOf(readXml(reply), streams.ours))
    theirs.push(kindOf(readXml(response), streams.theirs))
  }
  service.close()
  return { ours, theirs }
}

async function answer(service: WsmanService, text: string): Promise<string> {
  try {
    const asked = readAsked(text)
    return (await service.answer(asked, administrator, new AbortController().signal)).xml
  } catch (error) {
    if (error instanceof WsmanFault) return service.refuse(error, '').xml
    throw error
  }
}

const typeNames = new Map<number, string>(Object.entries(messageType).map(([name, type]) => [type, name]))

/** Action, fault, names of the streams' messages and the state of the command, in one line. */
function kindOf(reply: XmlElement, streams: Map<string, Defragmenter>): string {
  const said = descendant(reply, ns.addressing, 'Action')?.text.split('/').at(-1) ?? ''
  const fault = descendant(reply, ns.fault, 'WSManFault')?.attributes.Code
  const subcode = descendant(reply, ns.soap, 'Subcode')?.children[0]?.text
  const state = descendant(reply, ns.shell, 'CommandState')?.attributes.State?.split('/').at(-1)
  const exitCode = descendant(reply, ns.shell, 'ExitCode')?.text
  const messages = (descendant(reply, ns.shell, 'ReceiveResponse')?.children ?? []).flatMap((stream) =>
    messagesIn(stream, streams),
  )
  const isText = messages.every((one) => /^std(out|err)$/.test(one))
  return [said, fault, subcode, state, exitCode, ...(isText ? new Set(messages) : messages)].filter(Boolean).join(' ')
}

function messagesIn({ name, text, attributes }: XmlElement, streams: Map<string, Defragmenter>): string[] {
  if (name !== 'Stream' || text === '') return []
  const id = attributes.CommandId ?? ''
  const stream = streams.get(id) ?? new Defragmenter()
  streams.set(id, stream)
  try {
    return stream.add(Buffer.from(text, 'base64')).flatMap((message) => {
      const { type, clixml } = decodeMessage(message)
      // "Preparing modules for first use" is the only progress that was recorded; not every Windows shows it.
      if (type === messageType.progressRecord) return []
      return [`${typeNames.get(type)}${/State">(\d)</.exec(clixml)?.[1] ?? ''}`]
    })
  } catch {
    return [attributes.Name ?? '']
  }
}
