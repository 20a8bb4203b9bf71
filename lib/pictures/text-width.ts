/**
 * Width of a line of bold text in units of its size, on the safe side: the widths of DejaVu Sans Bold, which the PDF is set
 * in and which is wider than the screen's Inter. No picture may need a font engine to know where its boxes end.
 */
export function boldWidth(text: string, size: number): number {
  let em = 0
  for (const char of text) em += widths.find(([chars]) => chars.test(char))?.[1] ?? 1
  return em * size
}

/** Width of a line in the monospaced face; a character of another script may take two cells. */
export function monoWidth(text: string, size: number): number {
  let cells = 0
  for (const char of text) cells += char.charCodeAt(0) < 0x1100 ? 1 : 2
  return cells * 0.61 * size
}

const widths: [RegExp, number][] = [
  [/[iljI.,:;'| ]/, 0.4],
  [/[mwMW@%]/, 1.11],
  [/[a-z-]/, 0.72],
  [/[A-Z]/, 0.86],
  [/\d/, 0.7],
]
