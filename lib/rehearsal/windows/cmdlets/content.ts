import {
  type CmdletCall,
  CmdletError,
  type Cmdlets,
  isSwitched,
  textParameter,
  textParameters,
} from '../powershell/cmdlet.ts'
import { listOf, textOf, type Value } from '../powershell/value.ts'
import { fileBytes, keptPath, writeFile } from '../state/files.ts'
import { pathNotFound, report } from './faults.ts'
import { locate } from './location.ts'

/** The content of files, as text by lines or as bytes. */
export const contentCmdlets: Cmdlets = {
  'Get-Content': { run: getContent },
  'Set-Content': { run: setContent },
}

function getContent(call: CmdletCall): void {
  const state = call.host.state.read()
  for (const path of textParameters(call, 'LiteralPath', 'Path')) {
    const kept = keptPath(state, locate(path, call.session).path)
    if (kept === undefined || state.files[kept] === null) report(call, 'Get-Content', pathNotFound(path))
    else for (const value of contentOf(fileBytes(state, kept), call)) call.streams.output(value)
  }
}

function contentOf(bytes: Buffer, call: CmdletCall): Value[] {
  const encoding = textParameter(call, 'Encoding')?.toLowerCase()
  if (encoding === 'byte') return call.parameters.get('ReadCount') === 0 ? [new Uint8Array(bytes)] : [...bytes]
  const text = decode(bytes, encoding)
  if (isSwitched(call, 'Raw')) return [text]
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/)
  const limited = call.parameters.get('TotalCount')
  return text === '' ? [] : lines.slice(0, typeof limited === 'number' && limited >= 0 ? limited : undefined)
}

async function setContent(call: CmdletCall): Promise<void> {
  const values = listOf(call.parameters.get('Value')).flatMap((one) =>
    one instanceof Uint8Array ? [one] : listOf(one),
  )
  const isBytes = /^byte$/i.test(textParameter(call, 'Encoding') ?? '')
  const content = isBytes ? bytesOf(values) : encode(values.map((one) => `${textOf(one)}\r\n`).join(''), call)
  for (const path of textParameters(call, 'LiteralPath', 'Path')) {
    await call.host.state.change((draft) => writeFile(draft, locate(path, call.session).path, content))
  }
}

function bytesOf(values: readonly Value[]): Uint8Array {
  const pieces = values.map((value) => {
    if (value instanceof Uint8Array) return value
    const byte = Number(textOf(value))
    if (Number.isInteger(byte) && byte >= 0 && byte <= 255 && value !== '') return Uint8Array.of(byte)
    throw new CmdletError({
      message: 'Cannot proceed with byte encoding. When using byte encoding the content must be of type byte.',
      exception: 'System.Management.Automation.PSInvalidCastException',
      id: 'GetContentWriterByteEncodingError',
      category: 'WriteError',
    })
  })
  return Buffer.concat(pieces)
}

function decode(bytes: Buffer, encoding: string | undefined): string {
  if (encoding === 'unicode' || (bytes[0] === 0xff && bytes[1] === 0xfe))
    return bytes.toString('utf16le').replace(/^\ufeff/, '')
  const isUtf8 = encoding === 'utf8' || bytes.subarray(0, 3).equals(Buffer.of(0xef, 0xbb, 0xbf))
  return isUtf8 ? bytes.toString('utf8').replace(/^\ufeff/, '') : bytes.toString('latin1')
}

function encode(text: string, call: CmdletCall): Buffer {
  const encoding = textParameter(call, 'Encoding')?.toLowerCase()
  if (encoding === 'utf8') return Buffer.from(`\ufeff${text}`, 'utf8')
  if (encoding === 'unicode') return Buffer.from(`\ufeff${text}`, 'utf16le')
  return Buffer.from(text, 'latin1')
}
