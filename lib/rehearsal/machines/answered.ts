import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { Failure } from '#lib/failure.ts'
import type { Role } from '#lib/parts/lab/schema.ts'
import { type LabPlace, machinePlace } from '../lab-place.ts'
import type { Machine } from '../plan.ts'
import { dialThrough } from '../relay/dial.ts'
import { lastLines } from './power.ts'

const patienceMs = 60_000

/** Waits until a machine answers where its role is asked: a load balancer at its SSH port, Windows at WinRM, Exchange at HTTPS. */
export async function answered(lab: LabPlace, machine: Machine, signal: AbortSignal): Promise<void> {
  for (const port of ports[machine.role] ?? []) await answeredAt(port, lab, machine, signal)
}

async function answeredAt(
  port: number,
  lab: LabPlace,
  { name, address, role }: Machine,
  signal: AbortSignal,
): Promise<void> {
  const dial = dialThrough(lab.relaySocket)
  const late = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
  let refusal: unknown
  while (!late.aborted) {
    try {
      // A packet that met a machine without a cable is lost, and the next would be sent only a second later.
      const socket = await dial({ address, port, signal: AbortSignal.any([late, AbortSignal.timeout(500)]) })
      if (role === 'load-balancer')
        await once(socket, 'data', { signal: AbortSignal.any([late, AbortSignal.timeout(10_000)]) })
      socket.destroy()
      return
    } catch (error) {
      refusal = error
      await delay(50)
    }
  }
  signal.throwIfAborted()
  const { console } = machinePlace(lab, name)
  throw new Failure('unreachable', {
    message: `${name} is on but does not answer at ${address}, port ${port}. It said last: ${await lastLines(console)}`,
    remedy: `Read ${console}.`,
    cause: refusal,
  })
}

const ports: Partial<Record<Role, readonly number[]>> = {
  'load-balancer': [22],
  'domain-controller': [53, 5985],
  'root-ca': [5985],
  'issuing-ca': [5985],
  exchange: [443, 5985],
}
