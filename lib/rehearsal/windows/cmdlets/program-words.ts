import type { Argument } from '../powershell/bind-parameters.ts'
import { textOf } from '../powershell/value.ts'

/** A program's arguments as words: to it `-verify` is one word, where a cmdlet would see a parameter. */
export function programWords(given: readonly Argument[]): string[] {
  return given.flatMap(({ name, value, given: hasValue }) => [
    ...(name === undefined ? [] : [name.startsWith('-') ? name : `-${name}`]),
    ...(name === undefined || hasValue ? [textOf(value)] : []),
  ])
}
