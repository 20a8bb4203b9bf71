import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { encodeGuid } from '#lib/protocols/psrp/guid.ts'
import type { WsmanEndpoint } from '#lib/protocols/wsman/endpoint.ts'
import { action, ns } from '#lib/protocols/wsman/namespaces.ts'
import { openMime, sealMime } from '#lib/protocols/wsman/sealed-mime.ts'
import type { SecurityContext } from '#lib/protocols/wsman/security-context.ts'
import { descendant, readXml } from '#lib/protocols/wsman/xml.ts'
import type { Exchange } from './windows-recordings.ts'

/**
 * Answers as a real Windows host once did: each request gets the next recorded reply to a request of its kind, with the ids
 * that our client chose put in the place of those that were chosen then.
 */
export async function recordedWindows(exchanges: readonly Exchange[]) {
  const asked: string[] = []
  const left = [...exchanges]
  const ids = new Map<string, string>()
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    if (request.headers.authorization) return response.end()

    const xml = openMime(readable, Buffer.concat(chunks)).toString('utf8')
    asked.push(xml)
    const reply = replyTo(xml, left, ids)
    // Nothing more was recorded: the connection ends here, and the client says what it makes of that.
    if (reply === undefined) return request.socket.destroy()
    const { contentType, body } = sealMime(readable, Buffer.from(reply))
    response.setHeader('Content-Type', contentType)
    response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address of this shape.
  const { port } = server.address() as AddressInfo
  const endpoint: WsmanEndpoint = {
    dial: async ({ address, port: to }) => connect(to, address),
    host: '127.0.0.1',
    port,
    path: '/wsman',
    login: { kind: 'context', create: () => ({ ...readable, step: once() }) },
  }
  const close = () => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return { endpoint, asked, close }
}

export const kindOf = (xml: string) => {
  const envelope = readXml(xml)
  const did = descendant(envelope, ns.addressing, 'Action')?.text ?? ''
  const receives = descendant(envelope, ns.shell, 'DesiredStream')
  return receives ? `${did} ${receives.attributes.CommandId ? 'of a pipeline' : 'of the pool'}` : did
}

function replyTo(xml: string, left: Exchange[], ids: Map<string, string>): string | undefined {
  const at = left.findIndex(({ request }) => kindOf(request) === kindOf(xml))
  const [exchange] = at < 0 ? [] : left.splice(at, 1)
  if (!exchange) return unrecorded(xml)
  learn(ids, exchange.request, xml)
  let reply = exchange.response
  for (const [then, now] of ids) reply = reply.replaceAll(then, now)
  return reply.replace(/(<rsp:Stream [^>]*>)([^<]+)/g, (_, head: string, data: string) => head + translated(data, ids))
}

function learn(ids: Map<string, string>, recorded: string, ours: string) {
  for (const id of [/MessageID>(uuid:[^<]+)</, /Shell ShellId="([^"]+)"/, /CommandLine CommandId="([^"]+)"/]) {
    const [then, now] = [recorded, ours].map((xml) => id.exec(xml)?.[1])
    if (then && now) ids.set(then, now)
  }
}

/** The ids stand in the messages as bytes: pypsrp's in the order in which they are read aloud, ours as .NET writes them. */
function translated(base64: string, ids: Map<string, string>): string {
  const bytes = Buffer.from(base64, 'base64')
  for (const [then, now] of ids) {
    if (then.length !== 36) continue
    const [from, to] = [Buffer.from(then.replaceAll('-', ''), 'hex'), encodeGuid(now)]
    for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + 16)) bytes.set(to, at)
  }
  return bytes.toString('base64')
}

/** What no recording holds: the end of a pipeline or of a pool is confirmed. */
function unrecorded(xml: string): string | undefined {
  const did = kindOf(xml)
  return did === action.signal || did === action.delete
    ? `<s:Envelope xmlns:s="${ns.soap}"><s:Body/></s:Envelope>`
    : undefined
}

/** Stands where Kerberos will: a login that is always good, and messages that travel as they are. */
const readable: SecurityContext = {
  method: 'kerberos',
  scheme: 'Kerberos',
  sealedType: 'application/HTTP-Kerberos-session-encrypted',
  step: () => undefined,
  seal: (message) => ({ signature: Buffer.alloc(4), data: message }),
  unseal: ({ data }) => data,
  server: undefined,
}

function once(): SecurityContext['step'] {
  let said = false
  return () => {
    if (said) return undefined
    said = true
    return Buffer.from('token')
  }
}
