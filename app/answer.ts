import type { ZodError } from 'zod'
import { problemsOf } from '#components/parts/form/problems.ts'
import type { ActionAnswer } from '#components/wizard/action-answer.ts'
import { Failure } from '#lib/failure.ts'

/** Carries out what an action was asked for and says how it went, in words for the page. Never throws what was foreseen. */
export async function answer<Value>(work: () => Promise<Value>): Promise<ActionAnswer<Value>> {
  try {
    return { ok: true, value: await work() }
  } catch (error) {
    const failure = Failure.from(error)
    // By definition a bug of ours: the page is told so, the server's log is told where.
    if (failure.code === 'unexpected') console.error(error)
    return { ok: false, message: failure.message, remedy: failure.remedy ?? null, fix: failure.fix ?? null }
  }
}

/** What was sent is not what the action asks for; the form shows each problem at its field. */
export const invalid = (error: ZodError): ActionAnswer<never> => withProblems(problemsOf(error))

export const withProblems = (problems: Record<string, string>): ActionAnswer<never> => ({
  ok: false,
  message: 'Nothing was saved: some answers need a correction.',
  remedy: null,
  fix: null,
  problems,
})
