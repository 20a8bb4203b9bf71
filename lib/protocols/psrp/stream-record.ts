import { type Plain, plain } from './clixml/plain.ts'
import { PsObject, type PsValue } from './clixml/value.ts'
import { readErrorRecord } from './error-record.ts'
import { messageType } from './message.ts'

export type StreamName = 'output' | 'error' | 'warning' | 'verbose' | 'debug' | 'progress' | 'information' | 'host'

/** One thing that a pipeline said, as it arrived. `text` is one or more lines for a log, without a trailing line break. */
export type StreamRecord = { stream: StreamName; text: string; value: PsValue }

export function streamOf(type: number): Exclude<StreamName, 'host'> | undefined {
  return streams.get(type)
}

export function streamRecord(stream: Exclude<StreamName, 'host'>, value: PsValue): StreamRecord {
  return { stream, text: texts[stream](value).trimEnd(), value }
}

const streams = new Map<number, Exclude<StreamName, 'host'>>([
  [messageType.pipelineOutput, 'output'],
  [messageType.errorRecord, 'error'],
  [messageType.warningRecord, 'warning'],
  [messageType.verboseRecord, 'verbose'],
  [messageType.debugRecord, 'debug'],
  [messageType.progressRecord, 'progress'],
  [messageType.informationRecord, 'information'],
])

const texts: Record<Exclude<StreamName, 'host'>, (value: PsValue) => string> = {
  output: (value) => lineOf(value),
  error: (value) => readErrorRecord(value).message,
  warning: messageOf,
  verbose: messageOf,
  debug: messageOf,
  progress: progressText,
  information: (value) => lineOf(memberOf(value, 'MessageData') ?? value),
}

function messageOf(value: PsValue): string {
  return lineOf(memberOf(value, 'InformationalRecord_Message') ?? value)
}

function progressText(value: PsValue): string {
  const member = (name: string) => lineOf(memberOf(value, name) ?? '')
  const percent = Number(member('PercentComplete'))
  const status = [member('StatusDescription'), member('CurrentOperation')].filter(Boolean).join(', ')
  return `${member('Activity')}${status && `: ${status}`}${percent >= 0 ? ` (${percent} %)` : ''}`
}

function memberOf(value: PsValue, name: string): PsValue | undefined {
  return value instanceof PsObject ? value.get(name) : undefined
}

const maxText = 2000

/** What PowerShell itself would print for it if it can be known, else its properties. */
function lineOf(value: PsValue): string {
  const text = value instanceof PsObject && value.text !== undefined ? value.text : plainText(plain(value))
  return text.length > maxText ? `${text.slice(0, maxText)}…` : text
}

function plainText(value: Plain): string {
  if (value === null) return ''
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.slice(0, 50).map(plainText).join(', ')
  if (typeof value !== 'object' || 'reveal' in value) return String(value)
  return Object.entries(value)
    .slice(0, 20)
    .map(([name, member]) => `${name}=${typeof member === 'object' && member !== null ? '…' : plainText(member)}`)
    .join('; ')
}
