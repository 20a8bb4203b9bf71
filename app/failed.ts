import { Failure, type FailureCode } from '#lib/failure.ts'

const statuses: Partial<Record<FailureCode, number>> = { 'not-found': 404, invalid: 400, busy: 409 }

/** What a route answers when it could not do what was asked: the same words as on the page. */
export function failed(error: unknown): Response {
  const { code, message, remedy } = Failure.from(error)
  if (code === 'unexpected') console.error(error)
  return Response.json({ code, message, remedy: remedy ?? null }, { status: statuses[code] ?? 500 })
}
