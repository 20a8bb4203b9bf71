import type { Binding } from './bind-parameters.ts'
import { type ErrorCategory, PowerShellError } from './error-record.ts'
import { textOf, type Value } from './value.ts'

/** What the parameter binder says, word for word as Windows PowerShell does, about one cmdlet. */
export function bindingErrors({ name, source }: Pick<Binding, 'name' | 'source'>) {
  const error = (id: string, message: string, category: ErrorCategory = 'InvalidArgument', kind = 'Binding') =>
    new PowerShellError({
      message,
      exception: `System.Management.Automation.Parameter${kind}Exception`,
      fullyQualifiedErrorId: `${id},${commandClass(name, source)}`,
      category,
      activity: name,
    })
  const transformation = (parameter: string, fault: string) =>
    error(
      'ParameterArgumentTransformationError',
      `Cannot process argument transformation on parameter '${parameter}'. ${fault}`,
      'InvalidData',
      'BindingArgumentTransformation',
    )
  const invalidData = (id: string, message: string) => error(id, message, 'InvalidData', 'BindingValidation')

  return {
    unknown: (parameter: string) =>
      error('NamedParameterNotFound', `A parameter cannot be found that matches parameter name '${parameter}'.`),
    ambiguous: (parameter: string, possible: readonly string[]) =>
      error(
        'AmbiguousParameter',
        `Parameter cannot be processed because the parameter name '${parameter}' is ambiguous. Possible matches include: ${possible.map((one) => `-${one}`).join(' ')}.`,
      ),
    boundTwice: (parameter: string) =>
      error(
        'ParameterAlreadyBound',
        `Cannot bind parameter because parameter '${parameter}' is specified more than once. To provide multiple values to parameters that can accept multiple values, use the array syntax. For example, "-parameter value1,value2,value3".`,
      ),
    missingArgument: (parameter: string) =>
      error(
        'MissingArgument',
        `Missing an argument for parameter '${parameter}'. Specify a parameter of type 'System.String' and try again.`,
      ),
    noPosition: (value: Value) =>
      error(
        'PositionalParameterNotFound',
        `A positional parameter cannot be found that accepts argument '${textOf(value)}'.`,
      ),
    noSet: () =>
      error('AmbiguousParameterSet', 'Parameter set cannot be resolved using the specified named parameters.'),
    missing: (parameters: readonly string[]) => new MissingParameters(name, commandClass(name, source), parameters),
    isNull: (parameter: string) =>
      invalidData(
        'ParameterArgumentValidationErrorNullNotAllowed',
        `Cannot bind argument to parameter '${parameter}' because it is null.`,
      ),
    isEmpty: (parameter: string) =>
      invalidData(
        'ParameterArgumentValidationErrorEmptyStringNotAllowed',
        `Cannot bind argument to parameter '${parameter}' because it is an empty string.`,
      ),
    // Exchange offers its cmdlets as functions, whose binder calls every failed conversion a transformation.
    cannotConvert: (parameter: string, { fault, strict }: { fault: string; strict?: boolean }) =>
      strict || source === 'exchange'
        ? transformation(parameter, fault)
        : error('CannotConvertArgumentNoMessage', `Cannot bind parameter '${parameter}'. ${fault}`),
  }
}

/** Mandatory parameters without a value: a person can still be asked for them. */
export class MissingParameters extends PowerShellError {
  readonly parameters: readonly string[]

  constructor(cmdlet: string, commandClassName: string, parameters: readonly string[]) {
    super({
      message: `Cannot process command because of one or more missing mandatory parameters: ${parameters.join(' ')}.`,
      exception: 'System.Management.Automation.ParameterBindingException',
      fullyQualifiedErrorId: `MissingMandatoryParameter,${commandClassName}`,
      category: 'InvalidArgument',
      activity: cmdlet,
    })
    this.parameters = parameters
  }
}

/** What stands behind the comma of a FullyQualifiedErrorId: the class of a cmdlet, or the name of a function. */
export function commandClass(name: string, source: Binding['source']): string {
  if (source === 'exchange' || name.includes('Dns')) return name
  const className = `${name.replace('-', '')}Command`
  if (/Certificate|Pfx/.test(name)) return `Microsoft.CertificateServices.Commands.${className}`
  if (/Web(Binding|AppPool|site)|Website/.test(name)) return `Microsoft.IIs.PowerShell.Provider.${className}`
  return `Microsoft.PowerShell.Commands.${className}`
}
