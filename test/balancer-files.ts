import { createHash } from 'node:crypto'
import type { Command } from '#lib/wizard/hosts.ts'
import type { Machine } from './machine.ts'

const no = (exitCode: number, stderr = '') => ({ exitCode, stderr })

/** The programs that ask about files and move them; `undefined`: it is none of these. */
export function fileReaction([program, ...rest]: Command, { files }: Machine, input: string | undefined) {
  const [first = '', last = ''] = rest.slice(-2)
  const file = files.get(last)
  if (program === 'test') return file ? '' : no(1)
  if (program === 'stat')
    return rest
      .slice(2)
      .map((path) => statOf(path, files.get(path)))
      .join('')
  if (program === 'sha256sum') return rest.map((path) => `${digestOf(files.get(path)?.content)}  ${path}\n`).join('')
  if (program === 'cmp') return file?.content === input ? '' : no(1)
  if (program === 'install') return ''
  if (program === 'rm') {
    for (const path of rest) files.delete(path)
    return ''
  }
  if (program !== 'cp') return undefined
  const from = files.get(first)
  if (!from) return no(1, `cp: cannot stat '${first}'`)
  files.set(last, from)
  return ''
}

const statOf = (path: string, file: ReturnType<Machine['files']['get']>) =>
  file ? `${file.owner}:${file.group} ${file.mode.toString(8)} ${path}\n` : ''

const digestOf = (content = '') => createHash('sha256').update(content, 'latin1').digest('hex')
