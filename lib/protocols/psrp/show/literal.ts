/**
 * Text as a PowerShell expression that is nothing but this text: in single quotes, with every quote that PowerShell knows
 * doubled. The typographic ones end a string as the straight one does; doubling only that one would be injectable. Control
 * and format characters, which a screen would act on, are spelt out. Same result as Microsoft's CodeGeneration
 * EscapeSingleQuotedStringContent, and held against its parser.
 */
export function literal(text: string): string {
  const pieces = text.split(/([\p{Cc}\p{Cf}]+)/u)
  if (pieces.length === 1) return quoted(text)
  const parts = pieces.flatMap((piece, index) => {
    if (index % 2 === 1) return piece.split('').map((character) => `[char]${character.charCodeAt(0)}`)
    return piece === '' ? [] : [quoted(piece)]
  })
  // A string on the left makes every "+" a joining of strings.
  return `(${[...(parts[0]?.startsWith("'") ? [] : ["''"]), ...parts].join(' + ')})`
}

function quoted(text: string): string {
  return `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, (quote) => quote + quote)}'`
}
