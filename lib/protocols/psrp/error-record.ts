import { Failure, type FailureCode } from '#lib/failure.ts'
import { plain } from './clixml/plain.ts'
import { PsObject, type PsValue } from './clixml/value.ts'
import { messageObject } from './create-pipeline.ts'

/** An ErrorRecord as a person reads it. */
export type PsError = {
  message: string
  /** `CommandNotFoundException`, `PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand`. */
  id: string
  /** `ObjectNotFound: (x:String) [Get-Item], ItemNotFoundException`. */
  category: string
  exceptionType: string
  /** What the server advises, where it does. */
  advice: string | undefined
  /** The whole record. */
  record: PsValue
}

/** [MS-PSRP] 2.2.3.15. Takes anything: what has no message says what it is. */
export function readErrorRecord(record: PsValue): PsError {
  const object = record instanceof PsObject ? record : new PsObject()
  const exception = object.get('Exception')
  const details = exception instanceof PsObject ? exception : new PsObject()
  return {
    message:
      textOf(object.get('ErrorDetails_Message')) ??
      textOf(details.get('Message')) ??
      object.text ??
      details.text ??
      textOf(record) ??
      'The server gave no reason.',
    id: textOf(object.get('FullyQualifiedErrorId')) ?? '',
    category: textOf(object.get('ErrorCategory_Message')) ?? '',
    exceptionType: (details.types[0] ?? '').replace(/^Deserialized\./, ''),
    advice: textOf(object.get('ErrorDetails_RecommendedAction')),
    record,
  }
}

/** What a server or a host answers with: an ErrorRecord made from nothing. `category` is the number of the enumeration. */
export function errorRecord(about: {
  message: string
  id: string
  category?: number
  categoryMessage?: string
  activity?: string
  exceptionType?: string
  targetName?: string
  targetType?: string
}): PsObject {
  const type = about.exceptionType ?? 'System.Management.Automation.RemoteException'
  const reason = type.slice(type.lastIndexOf('.') + 1)
  const exception = new PsObject([type, 'System.Exception', 'System.Object'], undefined, `${type}: ${about.message}`)
  exception.adapted.set('Message', about.message)
  exception.adapted.set('InnerException', null)
  exception.adapted.set('StackTrace', null)
  const record = messageObject({
    writeErrorStream: true,
    Exception: exception,
    TargetObject: null,
    FullyQualifiedErrorId: about.id,
    InvocationInfo: null,
    ErrorCategory_Category: about.category ?? 0,
    ErrorCategory_Activity: about.activity ?? '',
    ErrorCategory_Reason: reason,
    ErrorCategory_TargetName: about.targetName ?? '',
    ErrorCategory_TargetType: about.targetType ?? '',
    ErrorCategory_Message: about.categoryMessage ?? `NotSpecified: (:) [${about.activity ?? ''}], ${reason}`,
    SerializeExtendedInfo: false,
  })
  record.types = ['System.Management.Automation.ErrorRecord', 'System.Object']
  record.text = about.message
  return record
}

/** The cause of a `remote-error`: every error of the pipeline, the one that ended it last. */
export class PipelineErrors extends Error {
  readonly errors: readonly PsError[]

  constructor(errors: readonly PsError[]) {
    super(errors.map(({ message }) => message).join('; '))
    this.name = 'PipelineErrors'
    this.errors = errors
  }
}

export function pipelineFailure(host: string, what: string, errors: readonly PsError[]): Failure {
  const { code, remedy } = reading(errors)
  const said = errors.map(({ message }) => message.trim()).join(' · ') || 'it stopped without a reason'
  return new Failure(code, {
    message: `${what} failed on ${host}: ${said}`,
    remedy: errors.find(({ advice }) => advice)?.advice ?? remedy,
    cause: new PipelineErrors(errors),
  })
}

function reading(errors: readonly PsError[]): { code: FailureCode; remedy: string } {
  const is = (pattern: RegExp) =>
    errors.some(({ id, category, exceptionType }) => pattern.test(`${id} ${category} ${exceptionType}`))
  if (is(/CommandNotFoundException/)) {
    return {
      code: 'remote-error',
      remedy:
        'Check that the module or role is installed there and, on Exchange, that a management role of this account holds the cmdlet.',
    }
  }
  if (is(/PermissionDenied|UnauthorizedAccess|SecurityError/)) {
    return { code: 'access-denied', remedy: 'Give the account the right that is missing, or use another account.' }
  }
  return { code: 'remote-error', remedy: 'The server said why; put that right and look again.' }
}

function textOf(value: PsValue | undefined): string | undefined {
  const text = value === undefined ? undefined : plain(value)
  return typeof text === 'string' && text !== '' ? text : undefined
}
