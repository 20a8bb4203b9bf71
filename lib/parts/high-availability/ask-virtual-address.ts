import { request } from 'node:https'
import { connect } from 'node:tls'
import type { Answers } from '#lib/parts/answers.ts'
import { healthPath, services } from '#lib/parts/load-balancer/services.ts'
import type { Dial } from '#lib/wizard/hosts.ts'

export type Asked = { status: number; ms: number; body: string } | { error: string; ms: number }

const TIMEOUT_MS = 5000

/** The health page of Outlook on the web as a client gets it: by the virtual address, over TLS, chain and name verified. */
export async function askVirtualAddress(
  { lab }: Answers,
  { dial, root, signal }: { dial: Dial; root: string; signal: AbortSignal },
): Promise<Asked> {
  const started = performance.now()
  const passed = () => Math.round(performance.now() - started)
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])
  try {
    const socket = await dial({ address: lab.virtualAddress, port: 443, signal: bounded })
    const answer = await get(connect({ socket, servername: lab.mailName, ca: root }), lab.mailName, bounded)
    return { ...answer, ms: passed() }
  } catch (error) {
    signal.throwIfAborted()
    if (bounded.aborted) return { error: `no answer within ${TIMEOUT_MS / 1000} seconds`, ms: passed() }
    return { error: error instanceof Error ? error.message : String(error), ms: passed() }
  }
}

async function get(socket: ReturnType<typeof connect>, host: string, signal: AbortSignal) {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>()
  const path = healthPath(services[0] ?? { path: '/owa' })
  const asking = request({ createConnection: () => socket, host, path, signal, agent: false }, async (response) => {
    let body = ''
    for await (const chunk of response) body += String(chunk)
    resolve({ status: response.statusCode ?? 0, body: body.slice(0, 200) })
  })
  asking.once('error', reject).end()
  return promise
}
