import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { Failure } from '#lib/failure.ts'
import { fragment } from '#lib/protocols/psrp/fragment.ts'
import { emptyGuid } from '#lib/protocols/psrp/guid.ts'
import { encodeMessage, messageType } from '#lib/protocols/psrp/message.ts'
import { testShell } from '#test/windows-host.ts'
import type { WindowsHost } from '../windows-host.ts'
import { ServerPool } from './server-pool.ts'

let host: WindowsHost
beforeAll(async () => {
  host = (await testShell()).host
})

const silent = { send: () => undefined, taken: () => Promise.resolve(), ended: () => undefined }
const pipeline = '5d1f0c00-0000-4000-8000-000000000001'

test('bytes that are no messages are refused as such, and nothing else happens', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const pool = new ServerPool({ host, language: 'full', wire: silent })
      try {
        pool.receive(emptyGuid, bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(Failure)
      }
    }),
    { numRuns: 400, interruptAfterTimeLimit: 5_000 },
  )
})

test('messages of any type with any CLIXML are answered or refused', () => {
  const clixml = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.constantFrom(
      '<Nil/>',
      '<S>x</S>',
      '<Obj RefId="0"><MS><Obj N="PowerShell" RefId="1"/></MS></Obj>',
      '<Ref RefId="9"/>',
      '',
    ),
  )
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(messageType)), clixml, (type, text) => {
      const pool = new ServerPool({ host, language: 'none', wire: silent })
      const message = encodeMessage({
        destination: 'server',
        type,
        poolId: pipeline,
        pipelineId: pipeline,
        clixml: text,
      })
      try {
        for (const piece of fragment(message, 1n, 64)) pool.receive(pipeline, piece)
      } catch (error) {
        expect(error).toBeInstanceOf(Failure)
      }
    }),
    { numRuns: 400, interruptAfterTimeLimit: 5_000 },
  )
})
