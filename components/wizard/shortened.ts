const longest = 900
const shownStart = 360
const shownEnd = 120

/** Beginning, end and number of characters between, of a text that is too long to be read in one go; else nothing. */
export function shortened(text: string): { start: string; end: string; left: number } | undefined {
  if (text.length <= longest) return undefined
  return { start: text.slice(0, shownStart), end: text.slice(-shownEnd), left: text.length - shownStart - shownEnd }
}
