import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { env } from '#lib/env.ts'

/** One exchange of SOAP with a real Windows host. */
export type Exchange = { request: string; response: string }

/**
 * Conversations with real Windows hosts, recorded by the authors of pypsrp (MIT). They are no part of this project: they are
 * looked for beside it, or where FAIRLEAD_RECORDINGS says. Empty where there are none.
 */
export function windowsRecordings(): { name: string; exchanges: Exchange[] }[] {
  const folder = process.env.FAIRLEAD_RECORDINGS ?? join(env.root, '../shared/recordings/windows')
  if (!existsSync(folder)) return []
  const files = readdirSync(folder).filter((file) => file.endsWith('.yml'))
  return files.map((file) => ({
    name: file.slice(0, -4),
    exchanges: exchangesIn(readFileSync(join(folder, file), 'utf8')),
  }))
}

/** The little of YAML that they are written in: a list of two texts each, some of them folded or quoted. */
function exchangesIn(yaml: string): Exchange[] {
  return yaml
    .split(/^- request: /m)
    .slice(1)
    .map((block) => {
      const [request = '', rest = ''] = block.split(/^ {2}response: /m)
      return { request: scalar(request), response: scalar(rest.split(/^ {2}\w+:|^#|^ {2}#/m)[0] ?? '') }
    })
}

function scalar(text: string): string {
  const folded = text.trim().replace(/\n\s*/g, ' ')
  return folded.startsWith("'") ? folded.slice(1, -1).replaceAll("''", "'") : folded
}
