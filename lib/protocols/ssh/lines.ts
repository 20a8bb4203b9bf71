import { StringDecoder } from 'node:string_decoder'
import { stripVTControlCharacters } from 'node:util'

/** Longer lines are cut here, so that a program that never breaks its lines fills neither memory nor the log. */
const LONGEST = 8192

/**
 * Turns bytes into lines as they arrive. A character may be split over chunks; CRLF ends a line as LF does; a line that a
 * progress bar overwrote by carriage returns is given once, as it last stood; a line longer than 8192 characters is cut
 * and ends with an ellipsis. `end` gives what is left without a line break.
 */
export function lineSplitter(onLine: (line: string) => void): { push(chunk: Uint8Array): void; end(): void } {
  const decoder = new StringDecoder('utf8')
  let pending = ''

  const take = (text: string) => {
    const pieces = text.split('\n')
    pending = kept(pending + (pieces[0] ?? ''))
    for (const piece of pieces.slice(1)) {
      onLine(finished(pending))
      pending = kept(piece)
    }
  }

  return {
    push: (chunk) => take(decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))),
    end: () => {
      take(decoder.end())
      if (pending) onLine(finished(pending))
      pending = ''
    },
  }
}

/** A line for people: without colours, cursor movements and other control characters. */
export function plain(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this removes.
  return stripVTControlCharacters(line).replace(/[\x00-\x08\x0b-\x1f\x7f]/g, '')
}

/** What must be remembered of an unfinished line: one character beyond the limit says that it was longer. */
function kept(text: string): string {
  const line = withoutTrailingReturns(text)
  const shown = line.slice(line.lastIndexOf('\r') + 1)
  return shown.slice(0, LONGEST + 1) + (line.length < text.length ? '\r' : '')
}

function finished(text: string): string {
  const line = withoutTrailingReturns(text)
  return line.length > LONGEST ? `${line.slice(0, LONGEST).toWellFormed()}…` : line
}

function withoutTrailingReturns(text: string): string {
  let end = text.length
  while (end > 0 && text[end - 1] === '\r') end -= 1
  return text.slice(0, end)
}
