/** Lines of ours in a file that belongs to others, between two comments that name them. */
export type MarkedBlock = { readonly mark: string; readonly lines: readonly string[] }

/** The text with the block in it: in its old place, or at the end. No other line is touched. */
export function withBlock(text: string, { mark, lines }: MarkedBlock): string {
  const block = [begin(mark), ...lines, end(mark)]
  const { before, after, found } = around(text, mark)
  return joined(found ? [...before, ...block, ...after] : [...before, ...block])
}

export function withoutBlock(text: string, mark: string): string {
  const { before, after } = around(text, mark)
  return joined([...before, ...after])
}

/** The lines between the marks, or undefined where there is no such block. */
export function blockIn(text: string, mark: string): string[] | undefined {
  const { inside, found } = around(text, mark)
  return found ? inside : undefined
}

const begin = (mark: string) => `# ${mark} begin`
const end = (mark: string) => `# ${mark} end`

/** From the last beginning before an end: after a beginning that lost its end, the lines may be somebody else's. */
function around(text: string, mark: string) {
  const all = text === '' ? [] : text.replace(/\n$/, '').split('\n')
  const opened = all.indexOf(begin(mark))
  const last = opened < 0 ? -1 : all.indexOf(end(mark), opened)
  if (last < 0) return { before: all, inside: [], after: [], found: false }
  const first = all.lastIndexOf(begin(mark), last)
  return { before: all.slice(0, first), inside: all.slice(first + 1, last), after: all.slice(last + 1), found: true }
}

const joined = (lines: string[]) => (lines.length > 0 ? `${lines.join('\n')}\n` : '')
