import { encodeText } from '#lib/protocols/psrp/clixml/text.ts'
import { type ErrorRecord, PowerShellError } from '../powershell/error-record.ts'
import { runPipeline } from '../powershell/run-pipeline.ts'
import { Session } from '../powershell/session.ts'
import { NetObject, textOf, type Value } from '../powershell/value.ts'
import type { CommandContext } from './run-command-line.ts'

/**
 * `powershell [-Command text | -EncodedCommand base64 | -]`. What it puts out is text; with -EncodedCommand the other streams
 * are CLIXML on standard error, as on Windows.
 */
export async function runPowerShell(words: readonly string[], context: CommandContext): Promise<number> {
  const { script, isEncoded } = await readCommandLine(words, context)
  const session = new Session('full')
  const records: string[] = []
  const report = (record: ErrorRecord) =>
    void records.push(...errorLines(record).map((line) => `<S S="Error">${encodeText(`${line}\r\n`)}</S>`))
  const streams = {
    output: (value: Value) => context.write('stdout', `${shown(value)}\r\n`),
    error: report,
    text: (stream: string, message: string) => void records.push(`<S S="${stream}">${encodeText(message)}</S>`),
    progress: () => undefined,
  }
  const { host, signal } = context
  let exitCode = 0
  try {
    const input = /\$input\b/.test(script) ? (await context.stdin()).toString('utf8').split(/\r?\n/) : undefined
    await runPipeline([[{ text: script, isScript: true, arguments: [] }]], input, {
      host,
      session,
      streams,
      signal,
      variables: session.variables,
    })
    exitCode = session.lastExitCode
  } catch (error) {
    if (!(error instanceof PowerShellError)) throw error
    report(error.record)
    exitCode = 1
  }
  if (records.length > 0) context.write('stderr', isEncoded ? clixml(records) : plain(records))
  return exitCode
}

async function readCommandLine(
  words: readonly string[],
  context: CommandContext,
): Promise<{ script: string; isEncoded: boolean }> {
  for (const [at, word] of words.entries()) {
    const rest = words.slice(at + 1)
    if (/^-e(nc|ncodedcommand|c)?$/i.test(word)) {
      return { script: Buffer.from(rest[0] ?? '', 'base64').toString('utf16le'), isEncoded: true }
    }
    const isFromInput = word === '-' || (/^-c(ommand)?$/i.test(word) && rest[0] === '-')
    if (isFromInput) return { script: (await context.stdin()).toString('utf8'), isEncoded: false }
    if (/^-c(ommand)?$/i.test(word)) return { script: rest.join(' '), isEncoded: false }
    if (
      !word.startsWith('-') &&
      !/^-(executionpolicy|version|inputformat|outputformat|file)$/i.test(words[at - 1] ?? '')
    ) {
      return { script: words.slice(at).join(' '), isEncoded: false }
    }
  }
  return { script: '', isEncoded: false }
}

/** A table of an object's properties is what a console would draw; a list of them serves as well here. */
function shown(value: Value): string {
  if (!(value instanceof NetObject) || value.properties.size === 0 || typeof value.base === 'number')
    return textOf(value)
  return [...value.properties].map(([name, held]) => `${name} : ${textOf(held)}`).join('\r\n')
}

function errorLines({ message, activity, fullyQualifiedErrorId, category }: ErrorRecord): string[] {
  return [
    activity ? `${activity} : ${message}` : message,
    `    + CategoryInfo          : ${category}: (:) [${activity}]`,
    `    + FullyQualifiedErrorId : ${fullyQualifiedErrorId}`,
  ]
}

function clixml(records: readonly string[]): string {
  const namespace = 'http://schemas.microsoft.com/powershell/2004/04'
  return `#< CLIXML\r\n<Objs Version="1.1.0.1" xmlns="${namespace}">${records.join('')}</Objs>`
}

function plain(records: readonly string[]): string {
  return records
    .map((record) =>
      record
        .replace(/<[^>]+>/g, '')
        .replace(/_x([0-9A-F]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
    )
    .join('')
}
