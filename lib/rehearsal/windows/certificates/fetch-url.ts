import { Resolver } from 'node:dns/promises'
import { get } from 'node:http'
import { isIP } from 'node:net'
import { wildcard } from '../powershell/operators.ts'
import type { WindowsHost } from '../windows-host.ts'

/** What a GET as CryptoAPI makes it gave: bytes, or why there are none, with the error code of Windows. */
export type Fetched = { bytes: Buffer; contentType: string } | NotFetched
export type NotFetched = { error: string; code: string; status?: number; reason?: string }

/** CryptoAPI waits 15 seconds for the first URL; a rehearsal is over sooner. */
const patienceMs = 4000
const largestBytes = 4_000_000

type Options = { signal: AbortSignal; usesProxy?: boolean }

/** A plain http GET by the names that the host's own DNS server knows. Follows no redirect. */
export async function fetchUrl(
  host: WindowsHost,
  text: string,
  { signal, usesProxy = true }: Options,
): Promise<Fetched> {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'http:') return notSupported
  const proxy = usesProxy ? proxyFor(host, url.hostname) : undefined
  const port = Number(url.port) || host.config.httpPort
  const target = proxy ?? { name: url.hostname, port }
  const address = await addressOf(host, target.name)
  if (!address) return unresolved
  return ask({ address, port: target.port, path: proxy ? text : url.pathname + url.search, name: url.host }, signal)
}

/** A name by the host's DNS server; an address is itself, and so is the host. */
export async function addressOf({ config }: WindowsHost, name: string): Promise<string | undefined> {
  if (isIP(name)) return name
  if (name === 'localhost') return config.address === '0.0.0.0' ? '127.0.0.1' : config.address
  if (!config.dns) return undefined
  const resolver = new Resolver({ timeout: patienceMs / 2, tries: 2 })
  resolver.setServers([`${config.dns.address}:${config.dns.port}`])
  const addresses = await resolver.resolve4(name).catch(() => [])
  return addresses[0]
}

type Target = { address: string; port: number; path: string; name: string }

function ask({ address, port, path, name }: Target, signal: AbortSignal): Promise<Fetched> {
  const headers = { Host: name, Accept: '*/*', 'User-Agent': 'Microsoft-CryptoAPI/6.3' }
  return new Promise((resolve) => {
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
    const request = get({ host: address, port, path, headers, agent: false, signal: bounded }, (response) => {
      const pieces: Buffer[] = []
      let size = 0
      response.on('data', (piece: Buffer) => {
        size += piece.length
        pieces.push(piece)
        if (size > largestBytes) request.destroy(new Error('too large'))
      })
      response.on('end', () => {
        if (response.statusCode !== 200)
          return resolve(httpError(response.statusCode ?? 0, response.statusMessage ?? ''))
        resolve({ bytes: Buffer.concat(pieces), contentType: response.headers['content-type'] ?? '' })
      })
      response.on('error', () => resolve(timedOut))
    })
    request.on('error', () => resolve(bounded.aborted ? timedOut : refused))
  })
}

/** WinHTTP's proxy, except for what its bypass list names. */
function proxyFor({ state }: WindowsHost, name: string): { name: string; port: number } | undefined {
  const { winHttpProxy } = state.read()
  if (!winHttpProxy) return undefined
  const passes = winHttpProxy.bypass.split(/[;\s]+/).filter((one) => one !== '')
  if (passes.some((pattern) => wildcard(pattern).test(name))) return undefined
  const [server = '', port = '80'] = winHttpProxy.server.split(':')
  return { name: server, port: Number(port) }
}

const notSupported = {
  error: 'The network resource type is not supported.',
  code: '0x80070035',
}
const unresolved = {
  error: 'The server name or address could not be resolved 0x80072ee7 (INet: 12007 ERROR_INTERNET_NAME_NOT_RESOLVED)',
  code: '0x80072ee7',
}
const refused = {
  error: 'A connection with the server could not be established 0x80072efd (INet: 12029 ERROR_INTERNET_CANNOT_CONNECT)',
  code: '0x80072efd',
}
const timedOut = {
  error: 'The operation timed out 0x80072ee2 (INet: 12002 ERROR_INTERNET_TIMEOUT)',
  code: '0x80072ee2',
}

function httpError(status: number, reason: string): NotFetched {
  const code = `0x80190${status.toString(16).padStart(3, '0')}`
  return {
    error: `HTTP status ${status} ${code} (-${2 ** 32 - Number(code)} HTTP_E_STATUS_${status})`,
    code,
    status,
    reason,
  }
}
