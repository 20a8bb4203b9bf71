'use server'

import { z } from 'zod'
import { answer, invalid } from '#app/answer.ts'
import type { ActionAnswer } from '#components/wizard/action-answer.ts'
import * as labs from '#lib/labs/labs.ts'

export async function createLab(raw: unknown): Promise<ActionAnswer<string>> {
  const asked = labs.newLabSchema.safeParse(raw)
  if (!asked.success) return invalid(asked.error)
  return answer(() => labs.createLab(asked.data))
}

export async function deleteLab(raw: unknown): Promise<ActionAnswer> {
  const asked = z.string().min(1).safeParse(raw)
  if (!asked.success) return invalid(asked.error)
  return answer(() => labs.deleteLab(asked.data))
}
