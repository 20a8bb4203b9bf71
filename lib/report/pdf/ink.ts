import type { Tone } from '#lib/report/words/verdict.ts'

/** The colours of the screen in its light theme. */
export const ink = {
  text: '#0f1720',
  muted: '#56616e',
  faint: '#6b7684',
  line: '#e2e6eb',
  lineStrong: '#b9c2cc',
  sunk: '#f4f6f8',
  accent: '#0d6a7c',
  accentSoft: '#e0f1f4',
  run: '#1d5fd1',
  paper: '#ffffff',
} as const

export const tones: Record<Tone, { solid: string; soft: string }> = {
  ok: { solid: '#12734a', soft: '#e2f4ea' },
  run: { solid: '#1d5fd1', soft: '#e5eefc' },
  warn: { solid: '#93560a', soft: '#fdf1dc' },
  bad: { solid: '#b3261e', soft: '#fdeae8' },
  idle: { solid: '#56616e', soft: '#f0f2f5' },
}

/** Size in points. */
export type Style = { face: Face; size: number; color: string }
export type Face = 'regular' | 'bold' | 'mono'

const style = (face: Face, size: number, color: string = ink.text): Style => ({ face, size, color })

export const body = style('regular', 9)
export const strong = style('bold', 9)
export const muted = style('regular', 8.5, ink.muted)
export const small = style('regular', 7.5, ink.muted)
export const cell = style('regular', 8)
export const cellStrong = style('bold', 8)
export const cellHead = style('bold', 7.5, ink.muted)
export const code = style('mono', 7.2)
export const codeMuted = style('mono', 7.2, ink.faint)

export const lineHeight = ({ size }: Pick<Style, 'size'>): number => size * 1.42

/** From the top of a line to its base line. */
export const baseline = (one: Pick<Style, 'size'>): number => lineHeight(one) / 2 + one.size * 0.36
