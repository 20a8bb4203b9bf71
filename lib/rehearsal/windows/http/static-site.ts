import type { RequestListener } from 'node:http'
import { fileBytes, keptPath } from '../state/files.ts'
import type { HostState } from '../state/host-state.ts'
import { servesFiles, webRoot } from '../state/web-server.ts'
import type { WindowsHost } from '../windows-host.ts'
import { type Listener, listen } from './listeners.ts'

/** The Default Web Site of a host that is no Exchange server: port 80 is open while IIS runs there, and closed otherwise. */
export class StaticSite {
  readonly #host: WindowsHost
  #open: Promise<Listener> | undefined

  constructor(host: WindowsHost) {
    this.#host = host
  }

  /** Opens or closes the port by what the host's state says by now. Gives the port where it is open. */
  async follow(): Promise<number | undefined> {
    const isWanted = servesFiles(this.#host.state.read())
    if (!isWanted) await this.close()
    else this.#open ??= listen(this.#host, this.#host.config.ports.web, files(this.#host))
    return (await this.#open)?.port
  }

  async close(): Promise<void> {
    const open = this.#open
    this.#open = undefined
    await (await open)?.close()
  }
}

/** IIS's own table knows some four hundred; these are what a site of this lab may hold. */
const contentTypes: Readonly<Record<string, string>> = {
  cer: 'application/x-x509-ca-cert',
  crl: 'application/pkix-crl',
  crt: 'application/x-x509-ca-cert',
  htm: 'text/html',
  html: 'text/html',
  p7b: 'application/x-pkcs7-certificates',
  txt: 'text/plain',
}

function files(host: WindowsHost): RequestListener {
  return (request, response) => {
    const { status, type, body } = answerTo(host.state.read(), request.method ?? '', request.url ?? '/')
    const headers = { 'Content-Type': type, 'Content-Length': body.length, Server: 'Microsoft-IIS/8.5' }
    response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body)
  }
}

type Answer = { status: number; type: string; body: Buffer }

function answerTo(state: Readonly<HostState>, method: string, url: string): Answer {
  if (method !== 'GET' && method !== 'HEAD') return refusal(405, 'HTTP Error 405.0 - Method Not Allowed')
  const path = pathOf(url)
  if (path === undefined) return refusal(404, 'HTTP Error 404.11 - Not Found')
  const name = path === '' ? 'iisstart.htm' : path
  const kept = keptPath(state, `${webRoot}\\${name}`)
  const type = contentTypes[/\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '']
  if (kept && state.files[kept] === null) return refusal(403, 'HTTP Error 403.14 - Forbidden')
  // IIS looks at the extension first: a file of a type it does not know is not there for anybody.
  if (!type) return refusal(404, 'HTTP Error 404.3 - Not Found')
  if (!kept) return refusal(404, 'HTTP Error 404.0 - Not Found')
  return { status: 200, type, body: fileBytes(state, kept) }
}

/** `undefined` where it leads out of the site, or is no path. */
function pathOf(url: string): string | undefined {
  try {
    const parts = decodeURIComponent(url.replace(/[?#].*$/, ''))
      .split(/[\\/]+/)
      .filter((part) => part !== '')
    return parts.some((part) => part === '..' || part.includes(':')) ? undefined : parts.join('\\')
  } catch {
    return undefined
  }
}

function refusal(status: number, text: string): Answer {
  return { status, type: 'text/html', body: Buffer.from(`<h1>${text}</h1>\r\n`) }
}
