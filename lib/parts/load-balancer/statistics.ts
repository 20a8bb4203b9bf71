/** One server of one backend, as the running HAProxy sees it. */
export type ServerState = {
  backend: string
  server: string
  /** `UP`, `DOWN`, `MAINT`, `DRAIN`, `no check`; while it changes, with the count of probes: `UP 1/3`. */
  status: string
  /** How the latest probe ended: `L7OK`, `L7STS`, `L6RSP`, `L4CON`, …; `INI` before the first. */
  probe: string
  /** HTTP status of the latest probe, where it came that far. */
  code: number | null
  probeMs: number | null
  /** What the probe was told, in HAProxy's or the server's words. */
  said: string
}

/**
 * Reads `/stats;csv` (HAProxy management guide, section 9.1): a header line that names the columns, then one row for each
 * frontend, backend and server. Only the rows of servers are returned; `undefined` where it is no such table.
 */
export function serversIn(csv: string): ServerState[] | undefined {
  const [header, ...rows] = recordsIn(csv)
  const columns = header?.map((name) => name.replace(/^# /, '')) ?? []
  if (columns[0] !== 'pxname' || !columns.includes('check_status')) return undefined
  return rows
    .map((row) => (name: string) => row[columns.indexOf(name)] ?? '')
    .filter((field) => field('type') === '2')
    .map((field) => ({
      backend: field('pxname'),
      server: field('svname'),
      status: field('status'),
      // A star marks a probe that is under way; what follows is the one before.
      probe: field('check_status').replace(/^\* /, ''),
      code: numberIn(field('check_code')),
      probeMs: numberIn(field('check_duration')),
      said: field('last_chk'),
    }))
}

export const isUp = ({ status, probe }: ServerState): boolean =>
  status.startsWith('UP') && probe !== 'INI' && probe !== ''

const numberIn = (text: string): number | null => (/^\d{1,9}$/.test(text) ? Number(text) : null)

/** RFC 4180: fields may be quoted, a quote within is doubled, and a quoted field may hold commas and line ends. */
function recordsIn(csv: string): string[][] {
  const records: string[][] = []
  let record: string[] = []
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\r?\n|$)/g)) {
    record.push(quoted === undefined ? (plain ?? '').replace(/\r$/, '') : quoted.replaceAll('""', '"'))
    if (end === ',') continue
    if (record.length > 1) records.push(record)
    record = []
  }
  return records
}
