/** A date as .NET writes it for a format: `o`, `u`, `s`, or letters such as `yyyy-MM-dd`. */
export function cmdletDate(date: Date, format: string): string {
  const iso = date.toISOString()
  if (format === 'o' || format === 'O') return `${iso.slice(0, -1)}0000Z`
  if (format === 's') return iso.slice(0, 19)
  if (format === 'u') return `${iso.slice(0, 19).replace('T', ' ')}Z`
  const parts: Record<string, string> = {
    yyyy: iso.slice(0, 4),
    MM: iso.slice(5, 7),
    dd: iso.slice(8, 10),
    HH: iso.slice(11, 13),
    mm: iso.slice(14, 16),
    ss: iso.slice(17, 19),
    fff: iso.slice(20, 23),
  }
  return format.replace(/yyyy|MM|dd|HH|mm|ss|fff/g, (letters) => parts[letters] ?? letters)
}
