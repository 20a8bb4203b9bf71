import type { z } from 'zod'

/** What is wrong, by dotted path of the field; of several faults of one field the first. */
export type Problems = Record<string, string>

export function problemsOf({ issues }: z.ZodError): Problems {
  const problems: Problems = {}
  for (const { path, message } of issues) problems[path.join('.')] ??= message
  return problems
}
