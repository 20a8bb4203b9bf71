import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { connect } from 'node:tls'
import type { Dial } from '#lib/wizard/hosts.ts'

export type Answered = { status: number; user: string | undefined; server: string | undefined; body: string }

/** A mail client as Outlook is one: a single TLS connection that it keeps, one request after the other. */
export async function persistentClient({
  dial,
  address,
  servername,
  ca,
}: {
  dial: Dial
  address: string
  servername: string
  ca: string
}) {
  const socket = connect({ socket: await dial({ address, port: 443 }), servername, ca, ALPNProtocols: ['http/1.1'] })
  await new Promise<void>((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject))
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  agent.createConnection = () => socket

  const ask = (path: string, headers: Record<string, string> = {}): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const asked = request({ agent, path, headers: { host: servername, ...headers } }, async (response) => {
        const body = await text(response)
        const header = (name: string) => [response.headers[name]].flat()[0]
        resolve({ status: response.statusCode ?? 0, user: header('x-lab-user'), server: header('x-feserver'), body })
      })
      asked.once('error', reject).end()
    })
  return { ask, close: () => socket.destroy() }
}

/** A ticket as the simulated servers take it: the binding to the connection is real, the proof is not. */
export const ticketOf = (user: string) => ({
  authorization: `Negotiate ${Buffer.from(`ticket of ${user}`).toString('base64')}`,
})
