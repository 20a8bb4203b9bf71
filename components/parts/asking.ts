import { type Answers, schemas } from '#lib/parts/answers.ts'

/** A Part that asks the administrator something. */
export type AskingPartId = keyof Answers

export const asks = (partId: string): partId is AskingPartId => Object.hasOwn(schemas, partId)
