import { z } from 'zod'
import { label, whole } from '#lib/parts/fields.ts'

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
  rootDays: whole(365, 7300, 'days'),
  intermediateDays: whole(180, 3650, 'days'),
  /** Apple refuses more than 398 days from public roots, Windows none; 397 is the field's habit. */
  leafDays: whole(7, 825, 'days'),
  crlDays: whole(2, 90, 'days'),
})
export type PkiAnswers = z.output<typeof pkiSchema>
