import type { Value } from './value.ts'

/** System.Management.Automation.ErrorCategory, in the order of its numbers. */
export const errorCategories = [
  'NotSpecified',
  'OpenError',
  'CloseError',
  'DeviceError',
  'DeadlockDetected',
  'InvalidArgument',
  'InvalidData',
  'InvalidOperation',
  'InvalidResult',
  'InvalidType',
  'MetadataError',
  'NotImplemented',
  'NotInstalled',
  'ObjectNotFound',
  'OperationStopped',
  'OperationTimeout',
  'SyntaxError',
  'ParserError',
  'PermissionDenied',
  'ResourceBusy',
  'ResourceExists',
  'ResourceUnavailable',
  'ReadError',
  'WriteError',
  'FromStdErr',
  'SecurityError',
  'ProtocolError',
  'ConnectionError',
  'AuthenticationError',
  'LimitsExceeded',
  'QuotaExceeded',
  'NotEnabled',
] as const

export type ErrorCategory = (typeof errorCategories)[number]

/** What Windows says when something went wrong, in the words of its own ErrorRecord. */
export type ErrorRecord = {
  message: string
  /** Full .NET name of the exception. */
  exception: string
  fullyQualifiedErrorId: string
  category: ErrorCategory
  /** Name of the cmdlet that failed; empty where none did. */
  activity: string
  target: Value
}

/** A terminating error: it ends the statement, and the pipeline unless a script catches it. */
export class PowerShellError extends Error {
  readonly record: ErrorRecord

  constructor(record: Omit<ErrorRecord, 'activity' | 'target'> & Partial<ErrorRecord>) {
    super(record.message)
    this.name = 'PowerShellError'
    this.record = { activity: '', target: null, ...record }
  }
}

/** `ObjectNotFound: (BITS9:String) [Get-Service], ServiceCommandException`, as the console prints it. */
export function categoryText(record: ErrorRecord): string {
  const exception = record.exception.split('.').at(-1) ?? ''
  const target = record.target === null ? ':' : `${String(record.target)}:String`
  return `${record.category}: (${target}) [${record.activity}], ${exception}`
}
