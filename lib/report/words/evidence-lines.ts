import type { Evidence } from '#lib/wizard/step.ts'
import { answered } from './evidence.ts'
import { count, day, exact } from './moments.ts'

/** What a Step proves, each in one line; what is shown in full elsewhere in the report is only named here. */
export function evidenceLines(evidence: readonly Evidence[]): string[] {
  const files = evidence.filter((one) => one.kind === 'file')
  return [...evidence.flatMap((one) => (one.kind === 'file' ? [] : lines(one))), ...fileLines(files)]
}

function lines(one: Exclude<Evidence, { kind: 'file' }>): string[] {
  switch (one.kind) {
    case 'fact':
      return [`${inWords(one.subject)}: ${one.data.map(({ name, value }) => `${name} ${value}`).join(', ')}`]
    case 'certificate':
      return [`${one.data.subject}, valid until ${day(one.data.notAfter)}`]
    case 'answers': {
      const { rows, from } = one.data
      return [`${rows.filter(answered).length} of ${count(rows.length, 'answer')}, asked from ${from}`]
    }
    case 'drill': {
      const { outageMs, lost, requests } = one.data
      return [`${exact(outageMs)} outage, ${lost} of ${count(requests.length, 'request')} lost`]
    }
  }
}

/** `running-configuration` reads `Running configuration`. */
function inWords(subject: string): string {
  if (!/^[a-z][a-z-]*$/.test(subject)) return subject
  return subject.charAt(0).toUpperCase() + subject.slice(1).replaceAll('-', ' ')
}

function fileLines(files: readonly Extract<Evidence, { kind: 'file' }>[]): string[] {
  const same = Map.groupBy(files, ({ data }) => `${data.path} ${data.sha256} ${data.mode}`)
  return [...same.values()].flatMap((group) => {
    const file = group[0]?.data
    if (!file) return []
    const hosts = group.map(({ data }) => data.host).join(' and ')
    return [`${file.path} on ${hosts}, mode ${file.mode}, as in Appendix A`]
  })
}
