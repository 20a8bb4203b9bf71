import { isIP } from 'node:net'

/** What is asked of the relay, as one line of JSON. It answers one line: `ok`, or the code of the error, as ECONNREFUSED. */
export type Ask = { address: string; port: number }

export const askLine = ({ address, port }: Ask) => `${JSON.stringify({ address, port })}\n`

export const longestLine = 200

/** `undefined` for what is no such line. */
export function parseAsk(line: string): Ask | undefined {
  try {
    const ask: unknown = JSON.parse(line)
    if (typeof ask !== 'object' || ask === null || !('address' in ask) || !('port' in ask)) return undefined
    const { address, port } = ask
    if (typeof address !== 'string' || !isIP(address)) return undefined
    if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535) return undefined
    return { address, port }
  } catch {
    return undefined
  }
}
