import type { DrillEvidence } from '#lib/wizard/step.ts'
import { spansOf } from './drill-holders.ts'
import { describeDrill } from './drill-words.ts'
import { niceCeiling, ticks } from './ticks.ts'

export type DrillPicture = {
  width: number
  height: number
  /** Where dots and bars lie. */
  plot: { x: number; y: number; w: number; h: number }
  /** What the vertical axis counts, set above the plot; `y` of texts is the base line, size 11.5 px. */
  caption: { x: number; y: number; text: string }
  timeTicks: { x: number; y: number; text: string }[]
  msTicks: { x: number; y: number; text: string }[]
  /** Answered requests. `slow`: it took longer than the plot is high, so it is drawn at the edge, as a triangle. */
  dots: { x: number; y: number; slow: boolean }[]
  /** Lost requests, as high as the plot. */
  bars: { x: number; y: number; w: number; h: number }[]
  /** Who held the virtual address; `label` is empty where it would not fit. */
  spans: { x: number; y: number; w: number; h: number; host: string | null; label: string }[]
  /** When the fault was made: a vertical line and its word. */
  fault: { x: number; y1: number; y2: number; text: string; anchor: 'start' | 'end' }
  description: string
}

const gutter = { left: 44, right: 16, top: 34, bottom: 54 }
const spanHeight = 16
const timeSteps = 6
const msSteps = 4

/** Every request of a drill as a mark: when it was sent, how long the answer took, who held the address. Pure, in px. */
export function drill(evidence: DrillEvidence, width: number, height: number): DrillPicture {
  const plot = {
    x: gutter.left,
    y: gutter.top,
    w: width - gutter.left - gutter.right,
    h: height - gutter.top - gutter.bottom,
  }
  const endMs = niceCeiling(lastMoment(evidence) / 1000, timeSteps) * 1000
  const topMs = ceilingOf(evidence)
  const xAt = (atMs: number) => plot.x + (Math.min(Math.max(atMs, 0), endMs) / endMs) * plot.w
  const yAt = (ms: number) => plot.y + plot.h - (Math.min(ms, topMs) / topMs) * plot.h
  const pitch = plot.w / Math.max(evidence.requests.length, 1)
  const barWidth = Math.min(Math.max(pitch * 0.75, 1), 6)
  const faultX = xAt(evidence.faultAtMs)
  return {
    width,
    height,
    plot,
    caption: { x: plot.x, y: 12, text: captionOf(evidence, topMs) },
    timeTicks: ticks(endMs / 1000, timeSteps).map((s) => ({ x: xAt(s * 1000), y: height - 6, text: `${s} s` })),
    msTicks: ticks(topMs, msSteps).map((ms) => ({ x: plot.x - 8, y: yAt(ms), text: String(ms) })),
    dots: evidence.requests
      .filter(({ ok }) => ok)
      .map(({ atMs, ms }) => ({ x: xAt(atMs), y: yAt(ms), slow: ms > topMs })),
    bars: evidence.requests
      .filter(({ ok }) => !ok)
      .map(({ atMs }) => ({
        x: Math.min(Math.max(xAt(atMs) - barWidth / 2, plot.x), plot.x + plot.w - barWidth),
        y: plot.y,
        w: barWidth,
        h: plot.h,
      })),
    spans: spansOf(evidence.holders, endMs, xAt, plot.y + plot.h + 12, spanHeight),
    fault: {
      x: faultX,
      y1: plot.y - 6,
      y2: plot.y + plot.h,
      text: 'fault',
      anchor: faultX > plot.x + plot.w - 40 ? 'end' : 'start',
    },
    description: describeDrill(evidence, lastMoment(evidence)),
  }
}

function captionOf({ requests, requestsPerSecond }: DrillEvidence, topMs: number): string {
  const slow = requests.some(({ ok, ms }) => ok && ms > topMs) ? ', triangle: slower than shown' : ''
  return `ms until the answer, ${requestsPerSecond} requests a second · dot: answered, bar: lost${slow}`
}

function lastMoment({ requests, holders, faultAtMs }: DrillEvidence): number {
  let last = Math.max(1000, faultAtMs, holders.at(-1)?.atMs ?? 0)
  for (const { atMs } of requests) last = Math.max(last, atMs)
  return last
}

/** High enough for what is usual; one request of ten seconds must not press all others into a line. */
function ceilingOf({ requests }: DrillEvidence): number {
  const took = requests.filter(({ ok }) => ok).map(({ ms }) => ms)
  took.sort((a, b) => a - b)
  const median = took[Math.floor(took.length / 2)] ?? 0
  return niceCeiling(Math.max(20, Math.min(took.at(-1) ?? 0, median * 8)), msSteps)
}
