import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Failure } from '#lib/failure.ts'
import { ReplyLost } from '../reply-lost.ts'
import { plain } from './clixml/plain.ts'
import { collection, customObject, enumeration } from './clixml/typed.ts'
import { PsScalar, type PsValue } from './clixml/value.ts'
import { readErrorRecord } from './error-record.ts'
import { readHostCall } from './host-call.ts'
import { messageType } from './message.ts'
import { OutOfProcessTransport } from './out-of-process.ts'
import { PipelineTale } from './pipeline-tale.ts'
import { expression } from './show/expression.ts'

/** Values with the names that the readers look for, in shapes that they do not expect. */
const names = [
  ...['ci', 'mi', 'mp', 'PipelineState', 'ExceptionAsErrorRecord', 'Exception', 'Message', 'ErrorCategory_Message'],
  ...[
    'FullyQualifiedErrorId',
    'MessageData',
    'Activity',
    'PercentComplete',
    'InformationalRecord_Message',
    '__proto__',
  ],
]
const { value } = fc.letrec<{ value: PsValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<PsValue>(null, true, 3, 4, 5, -100n, '', 'WriteLine', new PsScalar('double', 'NaN'), Buffer.of(1)),
    fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 5, noNullPrototype: true }).map(customObject),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => collection('list', items)),
    fc.constantFrom('Write1', 'WriteLine2', 'Prompt').map((name) => enumeration('X', name, 1)),
  ),
}))

test('whatever a server tells of a pipeline is taken, never a crash', () => {
  const types = fc.oneof(fc.constantFrom(...Object.values(messageType)), fc.integer())
  fc.assert(
    fc.property(fc.array(fc.tuple(types, value), { maxLength: 6 }), (messages) => {
      const tale = new PipelineTale(({ text }) => expect(typeof text).toBe('string'))
      for (const [type, one] of messages) {
        tale.take(type, one)
        expect(readErrorRecord(one).message).not.toBe('')
        readHostCall(one)
        plain(one)
        expression(one)
      }
    }),
    { numRuns: 500 },
  )
})

test('whatever comes where PowerShell was expected is an error or is waited for, never a crash', async () => {
  const guid = '00000000-0000-0000-0000-000000000000'
  const pieces = fc.constantFrom(
    '<Data Stream=',
    "'Default'",
    ' PSGuid=',
    `'${guid}'`,
    '>',
    'AAAA',
    '</Data>',
    '\n',
    '<DataAck',
    ' />',
    'x',
    '\0',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, { maxLength: 20 }), async (parts) => {
      const stream = new PassThrough()
      const transport = new OutOfProcessTransport(stream, {
        host: 'h',
        transport: 'process',
        login: 'none',
        sealed: 'local',
      })
      stream.end(parts.join(''))
      try {
        for (;;) await transport.receive(undefined, AbortSignal.timeout(2000))
      } catch (error) {
        expect(error instanceof Failure || error instanceof ReplyLost).toBe(true)
      }
    }),
    { numRuns: 100 },
  )
})
