import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import type { Plain } from '#lib/protocols/psrp/clixml/plain.ts'

/** The Exchange servers of the inventory, by name. */
export const exchangeServers = ({ lab }: Answers): string[] => hostsWith(lab, 'exchange').map(({ name }) => name)

/** The one that carries out what concerns the whole organisation. The schema has at least one. */
export function firstServer(answers: Answers): string {
  const [first] = exchangeServers(answers)
  if (first) return first
  throw new Failure('invalid', {
    message: 'There is no Exchange server in the inventory.',
    remedy: 'Enter the Exchange servers in Part 1.',
  })
}

export const textIn = (value: Plain | undefined): string => (typeof value === 'string' ? value : '')
