import { z } from 'zod'
import { label } from '#lib/parts/fields.ts'

const days = (least: number, most: number) =>
  z.coerce.number().int().min(least, `At least ${least} days.`).max(most, `At most ${most} days.`)

/** Part 2: the two-tier authority. Bounds from research on what Windows and browsers accept. */
export const pkiSchema = z.object({
  organisation: label('the organisation that stands in the certificates'),
  country: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{2}$/, 'Write the two letters of the country, for example AU.'),
  rootName: label('the common name of the root CA'),
  intermediateName: label('the common name of the intermediate CA'),
  rootDays: days(365, 7300),
  intermediateDays: days(180, 3650),
  /** Apple refuses more than 398 days from public roots, Windows none; 397 is the field's habit. */
  leafDays: days(7, 825),
  crlDays: days(2, 90),
})
export type PkiAnswers = z.output<typeof pkiSchema>
