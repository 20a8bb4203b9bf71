import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import { ownDoorAnswers } from '#lib/parts/load-balancer/own-door-answers.ts'
import { healthPath, type Service, services } from '#lib/parts/load-balancer/services.ts'
import { askHttps } from '#lib/protocols/https/ask-https.ts'
import type { ServiceAnswer, StepContext } from '#lib/wizard/step.ts'
import { clientRequest } from './client-request.ts'
import { nodeShells } from './drill-nodes.ts'

const TIMEOUT_MS = 10_000

/**
 * Every service as a client gets it at the virtual address, through each node whoever holds the address, and from each
 * Exchange server without a load balancer in between: where a row breaks off is where the fault lies.
 */
export async function clientMatrix(context: StepContext<Answers>): Promise<ServiceAnswer[]> {
  const { lab } = context.answers
  const throughAddress = await askAll(context, 'virtual address', lab.virtualAddress)
  const throughNodes = await Promise.all(
    (await nodeShells(context)).map((shell) => ownDoorAnswers(shell, context.answers)),
  )
  const direct: ServiceAnswer[] = []
  for (const { name, address } of hostsWith(lab, 'exchange')) direct.push(...(await askAll(context, name, address)))
  return [...throughAddress, ...throughNodes.flat(), ...direct]
}

async function askAll(context: StepContext<Answers>, target: string, address: string): Promise<ServiceAnswer[]> {
  const request = { ...(await clientRequest(context)), address, timeoutMs: TIMEOUT_MS, signal: context.signal }
  return await Promise.all(services.map((service) => answerOf(service, target, request)))
}

async function answerOf(
  service: Service,
  target: string,
  request: Parameters<typeof askHttps>[0],
): Promise<ServiceAnswer> {
  const started = performance.now()
  try {
    const { status, ms } = await askHttps({ ...request, path: healthPath(service) })
    return { service: service.id, target, status, ms: Math.round(ms), said: `HTTP ${status}` }
  } catch (error) {
    request.signal?.throwIfAborted()
    const ms = Math.round(performance.now() - started)
    return { service: service.id, target, status: null, ms, said: Failure.from(error).message }
  }
}
