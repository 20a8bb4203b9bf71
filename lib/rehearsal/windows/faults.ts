import { z } from 'zod'

/**
 * Faults on demand. `match` narrows a fault to requests whose action ends with `action` (`Receive`, `Command`, …) and, for
 * pipelines, that call the cmdlet `cmdlet`; `times` is how often it happens before it is used up.
 */
const where = {
  action: z.string().optional(),
  cmdlet: z.string().optional(),
  times: z.number().int().positive().default(1),
}

export const faultSchema = z.discriminatedUnion('kind', [
  /** The connection is cut before the request is carried out, or after it but before the reply. */
  z.object({ kind: z.literal('drop-before'), ...where }),
  z.object({ kind: z.literal('drop-after'), ...where }),
  /** 401 on a connection that was authenticated. */
  z.object({ kind: z.literal('unauthorised'), ...where }),
  /** HTTP 500 without a body. */
  z.object({ kind: z.literal('server-error'), ...where }),
  /** A WS-Man fault instead of the reply: a number of WSManFault's Code, as 2150859174 for a quota. */
  z.object({ kind: z.literal('wsman-fault'), code: z.number().int(), message: z.string().optional(), ...where }),
  /** The reply comes this much later. */
  z.object({ kind: z.literal('slow'), ms: z.number().int().positive(), ...where }),
  /** The reply is carried out and signed wrongly. */
  z.object({ kind: z.literal('wrong-signature'), ...where }),
  /** The reply is sent as plain SOAP. */
  z.object({ kind: z.literal('unsealed-reply'), ...where }),
  /** The request is taken and never answered. */
  z.object({ kind: z.literal('hang'), ...where }),
  /** Output is cut into pieces of this many bytes, so that characters straddle them. */
  z.object({ kind: z.literal('split-output'), bytes: z.number().int().positive(), ...where }),
])

export type Fault = z.output<typeof faultSchema>
export type FaultKind = Fault['kind']
type Request = { action: string; cmdlets: readonly string[] }

/** The faults that are waiting to happen, in the order in which they were asked for. */
export class Faults {
  readonly #waiting: Fault[] = []

  add(fault: z.input<typeof faultSchema>): void {
    this.#waiting.push(faultSchema.parse(fault))
  }

  clear(): void {
    this.#waiting.length = 0
  }

  get waiting(): readonly Fault[] {
    return this.#waiting
  }

  /** Takes the first fault of these kinds that is meant for this request, and uses it up once. */
  take<Kind extends FaultKind>(request: Request, ...kinds: Kind[]): Extract<Fault, { kind: Kind }> | undefined {
    const isMeant = (fault: Fault): fault is Extract<Fault, { kind: Kind }> =>
      (kinds as FaultKind[]).includes(fault.kind) && meets(fault, request)
    const fault = this.#waiting.find(isMeant)
    if (!fault) return undefined
    fault.times -= 1
    if (fault.times === 0) this.#waiting.splice(this.#waiting.indexOf(fault), 1)
    return fault
  }
}

function meets({ action, cmdlet }: Fault, request: Request): boolean {
  if (action && !request.action.endsWith(action)) return false
  return !cmdlet || request.cmdlets.some((name) => name.toLowerCase() === cmdlet.toLowerCase())
}
