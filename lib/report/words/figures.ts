import type { ReportData } from '#lib/report/report-data.ts'
import { tallyOfChanges, walkWithoutChange } from './changes.ts'
import { certificates, drills } from './evidence.ts'
import { count, day, daysBetween, exact, thousands } from './moments.ts'
import { openPoints } from './open-points.ts'

export type Figure = { figure: string; label: string; note: string }

/** What a reader wants to know first. A figure that was not measured is a dash, never a nought. */
export function keyFigures(data: ReportData): Figure[] {
  return [outage(data), lost(data), moved(data), certificate(data), steps(data), changes(data), again(data), open(data)]
}

const unknown = (label: string, note: string): Figure => ({ figure: '–', label, note })

function outage(data: ReportData): Figure {
  const made = drills(data).map((drill) => drill.data)
  const worst = made.toSorted((a, b) => b.outageMs - a.outageMs)[0]
  if (!worst) return unknown('longest outage', 'no drill has been made')
  return {
    figure: exact(worst.outageMs),
    label: `longest outage of ${count(made.length, 'drill')}`,
    note: `promised: at most ${exact(worst.promisedMs)}`,
  }
}

function lost(data: ReportData): Figure {
  const made = drills(data).map((drill) => drill.data)
  if (made.length === 0) return unknown('requests lost', 'no drill has been made')
  const sum = made.reduce((total, drill) => total + drill.lost, 0)
  const asked = made.reduce((total, drill) => total + drill.requests.length, 0)
  return { figure: thousands(sum), label: 'requests lost', note: `of ${thousands(asked)} made during the drills` }
}

function moved(data: ReportData): Figure {
  const times = drills(data).flatMap((drill) => drill.data.movedAfterMs ?? [])
  if (times.length === 0) return unknown('until the address moved', 'no drill has moved it')
  return {
    figure: exact(Math.max(...times)),
    label: 'until the address moved',
    note: `slowest of ${count(times.length, 'takeover')}`,
  }
}

function certificate(data: ReportData): Figure {
  const leaf = certificates(data).find(({ role }) => role === 'leaf')
  if (!leaf) return unknown('days of certificate left', 'none has been issued')
  const left = daysBetween(data.madeAt, leaf.notAfter)
  return { figure: thousands(left), label: 'days of certificate left', note: `valid until ${day(leaf.notAfter)}` }
}

function steps({ lab }: ReportData): Figure {
  const all = lab.parts.flatMap((part) => part.steps)
  const proven = all.filter(({ state }) => state === 'satisfied' || state === 'changed')
  return {
    figure: `${proven.length} of ${all.length}`,
    label: 'Steps proven',
    note: `in ${count(lab.parts.length, 'Part')}`,
  }
}

function changes(data: ReportData): Figure {
  const tally = tallyOfChanges(data)
  if (data.runs.length === 0) return unknown('changes made', 'nothing has been carried out')
  const hosts = tally.hosts > 0 ? `on ${count(tally.hosts, 'host')}, ` : ''
  return {
    figure: thousands(tally.changes),
    label: 'changes made',
    note: `${hosts}in ${count(data.runs.length, 'run')}`,
  }
}

function again(data: ReportData): Figure {
  const walk = walkWithoutChange(data)
  if (!walk) return unknown('changes when run again', 'not tried since the last one')
  return { figure: '0', label: 'changes when run again', note: `walked again on ${day(walk.startedAt)}` }
}

function open(data: ReportData): Figure {
  const points = openPoints(data)
  const toKnow = points.filter(({ tone }) => tone === 'idle').length
  const figure = points.length - toKnow
  return {
    figure: String(figure),
    label: figure === 1 ? 'open point' : 'open points',
    note: `and ${toKnow} to know of`,
  }
}
