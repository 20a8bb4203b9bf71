import type { ServiceAnswer } from '#lib/wizard/step.ts'

export type Matrix = { targets: string[]; rows: { service: string; cells: (ServiceAnswer | undefined)[] }[] }

/** One row a service, one column a place asked, both in the order in which they were first asked. */
export function matrixOf(answers: readonly ServiceAnswer[]): Matrix {
  const targets = [...new Set(answers.map(({ target }) => target))]
  const services = [...new Set(answers.map(({ service }) => service))]
  const cell = (service: string, target: string) =>
    answers.findLast((answer) => answer.service === service && answer.target === target)
  return {
    targets,
    rows: services.map((service) => ({ service, cells: targets.map((target) => cell(service, target)) })),
  }
}

/** How an answer is judged by eye: fine, not fine, or never asked. 401 is how Exchange asks who is there. */
export function verdictOf(answer: ServiceAnswer | undefined): 'ok' | 'bad' | 'off' {
  if (!answer) return 'off'
  return answer.status !== null && (answer.status < 400 || answer.status === 401) ? 'ok' : 'bad'
}

export function cellText(answer: ServiceAnswer | undefined): string {
  if (!answer) return 'not asked'
  if (verdictOf(answer) === 'ok') return `${Math.round(answer.ms)} ms`
  return [answer.status, answer.said].filter((part) => part !== null && part !== '').join(' ')
}
