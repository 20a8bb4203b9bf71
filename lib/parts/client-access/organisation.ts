import type { z } from 'zod'
import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import { until } from '#lib/parts/until.ts'
import type { Plain } from '#lib/protocols/psrp/clixml/plain.ts'
import type { Cmd, WindowsSession } from '#lib/wizard/hosts.ts'
import type { StepContext } from '#lib/wizard/step.ts'
import { firstServer } from './exchange-servers.ts'

/**
 * Where what belongs to the whole organisation is set: the first Exchange server, which is told the domain controller to write
 * to and to read from, so that it sees its own writes.
 */
export type Organisation = { server: string; session: WindowsSession; domainController: string | undefined }

export async function organisation({ answers, hosts }: Pick<StepContext<Answers>, 'answers' | 'hosts'>) {
  const server = firstServer(answers)
  return {
    server,
    session: await hosts.exchange(server),
    domainController: domainControllerOf(answers),
  } satisfies Organisation
}

/** `undefined`: the inventory has none, and Exchange asks the one that it chose itself. */
export function domainControllerOf({ lab }: Answers): string | undefined {
  const [first] = hostsWith(lab, 'domain-controller')
  return first && `${first.name}.${lab.adDomain}`
}

/** What a cmdlet put out, as rows of a known shape. */
export function rowsOf<Row>(shape: z.ZodType<Row>, output: readonly Plain[], from: string): Row[] {
  const read = shape.array().safeParse(output)
  if (read.success) return read.data
  const [first] = read.error.issues
  throw new Failure('protocol', {
    message: `${from} answered in a shape that Fairlead does not know: ${first?.path.join('.') ?? ''} ${first?.message ?? ''}`,
    remedy: 'Run the command in the Exchange Management Shell and compare; report it with the log of this Step.',
    cause: read.error,
  })
}

type Wait = { what: string; where: string; withinMs: number; signal: AbortSignal }

/** Goes on when what was written is to be read; Active Directory may take its time. */
export async function seen<Found>(look: () => Promise<Found | undefined>, wait: Wait): Promise<Found> {
  const found = await until(look, { withinMs: wait.withinMs, everyMs: 500, signal: wait.signal })
  if (found !== undefined) return found
  throw new Failure('not-verified', {
    message: `${wait.where} did not show ${wait.what} within ${Math.round(wait.withinMs / 1000)} seconds.`,
    remedy:
      'Look at the replication of Active Directory (repadmin /showrepl, repadmin /syncall), then look again and go on: what is done is found done.',
  })
}

/** How long a write may take until the one that wrote it reads it back, and until every Exchange server does. */
export const replication = { sameMs: 60_000, everywhereMs: 300_000 } as const

export const write = (session: WindowsSession, commands: readonly Cmd[]) => session.run(commands, { write: true })
