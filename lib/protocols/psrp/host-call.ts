import { plain } from './clixml/plain.ts'
import { PsObject, type PsValue } from './clixml/value.ts'
import { messageObject } from './create-pipeline.ts'
import { errorRecord } from './error-record.ts'

/** A host call, [MS-PSRP] 2.2.2.27: the server wants something of the person at the screen. */
export type HostCall = {
  method: string
  /** Text that a call of the Write family would have put on the screen; `undefined` for every other method. */
  written: { text: string; endsLine: boolean } | undefined
  /** `undefined` where the server waits for no answer. */
  response: PsValue | undefined
}

/** Writing is taken as a log line; every question is answered with an error, so that nothing ever waits for a person. */
export function readHostCall(value: PsValue): HostCall {
  const call = value instanceof PsObject ? value : new PsObject()
  const id = call.get('ci') ?? noAnswer
  const method = call.get('mi') ?? null
  const name = (method instanceof PsObject && method.text) || 'a host call'
  return {
    method: name,
    written: written(name, call.get('mp') ?? null),
    response: id === noAnswer ? undefined : refusal(id, method, name),
  }
}

/** The call id of methods that return nothing. */
const noAnswer = -100n

function refusal(id: PsValue, method: PsValue, name: string): PsValue {
  return messageObject({
    ci: id,
    mi: method,
    me: errorRecord({
      message: `Nobody is there to answer ${name}: give every parameter, and Confirm = $false, so that nothing is asked.`,
      id: 'FairleadHostDoesNotAnswer',
      exceptionType: 'System.Management.Automation.Host.HostException',
    }),
  })
}

function written(name: string, parameters: PsValue): HostCall['written'] {
  if (!/^Write(Line)?\d?$|^Write(Error|Debug|Verbose|Warning)Line$/.test(name)) return undefined
  const values = plain(parameters)
  const last = Array.isArray(values) ? values.at(-1) : undefined
  return { text: typeof last === 'string' ? last : '', endsLine: !/^Write\d?$/.test(name) }
}
