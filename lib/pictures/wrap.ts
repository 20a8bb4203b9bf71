/** Lines of at most `most` characters, broken at spaces, and inside a word only where it alone is longer than a line. */
export function wrap(text: string, most: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((whole) => pieces(whole, most))) {
    const longer = line ? `${line} ${word}` : word
    if (longer.length > most) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return line ? [...lines, line] : lines
}

function pieces(word: string, most: number): string[] {
  const parts: string[] = []
  for (let start = 0; start < word.length; start += most) parts.push(word.slice(start, start + most))
  return parts
}
