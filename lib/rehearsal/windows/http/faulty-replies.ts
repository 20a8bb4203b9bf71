import type { Fault, Faults } from '../faults.ts'

type Request = { action: string; cmdlets: readonly string[] }

/** A fault that keeps the request from being carried out. */
export function faultBefore(faults: Faults, request: Request): Fault | undefined {
  return faults.take(request, 'drop-before', 'unauthorised', 'server-error', 'wsman-fault', 'hang')
}

/** A fault that spoils the reply to a request that was carried out. */
export function faultAfter(faults: Faults, request: Request): Fault | undefined {
  return faults.take(request, 'drop-after', 'slow', 'wrong-signature', 'unsealed-reply')
}
