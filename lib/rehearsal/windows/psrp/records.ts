import { enumeration } from '#lib/protocols/psrp/clixml/typed.ts'
import { PsObject, type PsValue } from '#lib/protocols/psrp/clixml/value.ts'
import { categoryText, type ErrorRecord, errorCategories } from '../powershell/error-record.ts'
import { textOf, typeNameOf } from '../powershell/value.ts'

/** An object that is only properties, as most messages are. */
export function members(properties: Record<string, PsValue>, types: readonly string[] = [], text?: string): PsObject {
  const object = new PsObject(types, undefined, text)
  for (const [name, value] of Object.entries(properties)) object.extended.set(name, value)
  return object
}

/** [MS-PSRP] 2.2.3.15. */
export function errorRecord(record: ErrorRecord): PsObject {
  const { message, exception, category, target } = record
  return members(
    {
      Exception: exceptionObject(exception, message),
      TargetObject: target === null ? null : textOf(target),
      FullyQualifiedErrorId: record.fullyQualifiedErrorId,
      InvocationInfo: null,
      ErrorCategory_Category: errorCategories.indexOf(category),
      ErrorCategory_Activity: record.activity,
      ErrorCategory_Reason: exception.split('.').at(-1) ?? '',
      ErrorCategory_TargetName: target === null ? '' : textOf(target),
      ErrorCategory_TargetType: target === null ? '' : (typeNameOf(target).split('.').at(-1) ?? ''),
      ErrorCategory_Message: categoryText(record),
      SerializeExtendedInfo: false,
    },
    ['System.Management.Automation.ErrorRecord', 'System.Object'],
    message,
  )
}

/** [MS-PSRP] 2.2.3.16, without the place in the script. */
export function informationalRecord(stream: 'warning' | 'verbose' | 'debug', message: string): PsObject {
  const name = `${stream.slice(0, 1).toUpperCase()}${stream.slice(1)}Record`
  return members(
    { InformationalRecord_Message: message, InformationalRecord_SerializeInvocationInfo: false },
    [`System.Management.Automation.${name}`, 'System.Management.Automation.InformationalRecord', 'System.Object'],
    message,
  )
}

/** [MS-PSRP] 2.2.2.25. */
export function progressRecord(activity: string, status: string, percent: number): PsObject {
  return members({
    Activity: activity,
    ActivityId: 0,
    StatusDescription: status,
    CurrentOperation: null,
    ParentActivityId: -1,
    PercentComplete: percent,
    Type: enumeration(
      'System.Management.Automation.ProgressRecordType',
      percent === 100 ? 'Completed' : 'Processing',
      percent === 100 ? 1 : 0,
    ),
    SecondsRemaining: -1,
  })
}

function exceptionObject(type: string, message: string): PsObject {
  const object = new PsObject([type, 'System.Exception', 'System.Object'], undefined, `${type}: ${message}`)
  const properties = { Message: message, InnerException: null, HelpLink: null, Source: null, HResult: -2146233087 }
  for (const [name, value] of Object.entries(properties)) object.adapted.set(name, value)
  return object
}
