import { type ErrorRecord, errorCategories } from './error-record.ts'
import { enumValue, NetObject } from './value.ts'

/** An error as a script sees it in `$_`. */
export function errorObject(record: ErrorRecord): NetObject {
  const exception = new NetObject(
    [record.exception, 'System.Exception'],
    { Message: record.message },
    { text: `${record.exception}: ${record.message}` },
  )
  const category = enumValue(
    'System.Management.Automation.ErrorCategory',
    record.category,
    errorCategories.indexOf(record.category),
  )
  const properties = {
    Exception: exception,
    TargetObject: record.target,
    FullyQualifiedErrorId: record.fullyQualifiedErrorId,
    CategoryInfo: new NetObject(['System.Management.Automation.ErrorCategoryInfo'], {
      Category: category,
      Activity: record.activity,
      Reason: record.exception.split('.').at(-1) ?? '',
    }),
  }
  return new NetObject(['System.Management.Automation.ErrorRecord'], properties, { text: record.message })
}
