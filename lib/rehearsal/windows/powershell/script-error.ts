import { type ErrorCategory, PowerShellError } from './error-record.ts'

/** An error of the language itself, not of a cmdlet. */
export function scriptError(
  id: string,
  message: string,
  category: ErrorCategory = 'InvalidOperation',
): PowerShellError {
  const exception =
    category === 'ParserError'
      ? 'System.Management.Automation.ParseException'
      : 'System.Management.Automation.RuntimeException'
  return new PowerShellError({ message, exception, fullyQualifiedErrorId: id, category })
}

export function commandNotFound(name: string): PowerShellError {
  return new PowerShellError({
    message: `The term '${name}' is not recognized as the name of a cmdlet, function, script file, or operable program. Check the spelling of the name, or if a path was included, verify that the path is correct and try again.`,
    exception: 'System.Management.Automation.CommandNotFoundException',
    fullyQualifiedErrorId: 'CommandNotFoundException',
    category: 'ObjectNotFound',
    target: name,
  })
}

/** What a no-language endpoint such as Exchange's says to anything but a command with parameters. */
export function scriptsNotAllowed(script: string): PowerShellError {
  return new PowerShellError({
    message: 'The syntax is not supported by this runspace. This can occur if the runspace is in no-language mode.',
    exception: 'System.Management.Automation.ParseException',
    fullyQualifiedErrorId: 'ScriptsNotAllowed',
    category: 'ParserError',
    target: script,
  })
}

/** Said where real Windows would go on and the rehearsal cannot: never to be taken for an answer of Windows. */
export function notSimulated(what: string): PowerShellError {
  return new PowerShellError({
    message: `The rehearsal's Windows host does not simulate ${what}. A real Windows host does.`,
    exception: 'System.NotImplementedException',
    fullyQualifiedErrorId: 'NotSimulated',
    category: 'NotImplemented',
  })
}
