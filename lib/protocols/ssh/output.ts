/** Of one stream of one command; more than any Step reads, small enough for many commands at once. */
const MOST = 8 * 1024 * 1024

export type Output = { push(chunk: Buffer): void; text(): string; readonly overflowed: boolean }

/** Collects what a command prints, up to 8 MiB; what comes after is counted as overflow and let go. */
export function output(): Output {
  const chunks: Buffer[] = []
  let bytes = 0
  let overflowed = false
  return {
    push(chunk) {
      overflowed ||= bytes + chunk.length > MOST
      if (overflowed) return
      chunks.push(chunk)
      bytes += chunk.length
    },
    text: () => Buffer.concat(chunks).toString('utf8'),
    get overflowed() {
      return overflowed
    },
  }
}
