import type { Change } from '#lib/wizard/step.ts'

export type ChangeGroup = { hosts: string[]; change: Change }

/** The same change on several hosts is read once: same sentence, same command, same file before and after. */
export function groupChanges(changes: readonly Change[]): ChangeGroup[] {
  const groups = new Map<string, ChangeGroup>()
  for (const change of changes) {
    const { host, file, ...rest } = change
    const key = JSON.stringify([rest.summary, rest.command, file?.path, file?.before, file?.after])
    const group = groups.get(key)
    if (group) group.hosts.push(host)
    else groups.set(key, { hosts: [host], change })
  }
  return [...groups.values()]
}
