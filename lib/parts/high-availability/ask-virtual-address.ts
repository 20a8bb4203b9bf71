import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { healthPath, services } from '#lib/parts/load-balancer/services.ts'
import { askHttps } from '#lib/protocols/https/ask-https.ts'
import type { Dial } from '#lib/wizard/hosts.ts'

export type Asked = { status: number; ms: number } | { error: string }

const TIMEOUT_MS = 5000

/** The health page of Outlook on the web as a client gets it: by the virtual address, over TLS, chain and name verified. */
export async function askVirtualAddress(
  { lab }: Answers,
  { dial, root, signal }: { dial: Dial; root: string; signal: AbortSignal },
): Promise<Asked> {
  const at = { address: lab.virtualAddress, port: 443, servername: lab.mailName, ca: [root] }
  const path = healthPath(services[0] ?? { path: '/owa' })
  try {
    const { status, ms } = await askHttps({ dial, ...at, path, timeoutMs: TIMEOUT_MS, signal })
    return { status, ms: Math.round(ms) }
  } catch (error) {
    signal.throwIfAborted()
    return { error: Failure.from(error).message }
  }
}
