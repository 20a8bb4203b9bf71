import type { ReportData } from '#lib/report/report-data.ts'
import { proofs } from './evidence.ts'

/** A file as it stands on one host or, letter for letter the same, on several. */
export type ConfigurationFile = {
  path: string
  hosts: string[]
  /** null: it holds a private key, which no report does, or is no text. */
  content: string | null
  sha256: string
  mode: string
}

/** Every file that was written, the newest of each place, equal ones once. */
export function configurationFiles(data: ReportData): ConfigurationFile[] {
  const newest = new Map(proofs(data, 'file').map(({ data: file }) => [`${file.host} ${file.path}`, file]))
  const files = new Map<string, ConfigurationFile>()
  for (const { host, path, content, sha256, mode } of newest.values()) {
    const known = files.get(`${path} ${sha256} ${mode}`)
    if (known) known.hosts.push(host)
    else
      files.set(`${path} ${sha256} ${mode}`, {
        path,
        hosts: [host],
        content: content && withoutKeys(content),
        sha256,
        mode,
      })
  }
  return [...files.values()].sort(
    (a, b) => a.path.localeCompare(b.path, 'en') || order(a).localeCompare(order(b), 'en'),
  )
}

/** A last wall: a Step that proves a file with a key in it shall leave it out itself. */
export const withoutKeys = (text: string): string =>
  text.replace(/-----BEGIN ([A-Z ]*PRIVATE KEY)-----[\s\S]*?(-----END \1-----|$)/g, '[private key left out]')

const order = ({ hosts }: ConfigurationFile) => hosts.join()
