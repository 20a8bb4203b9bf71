'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { answer, invalid, withProblems } from '#app/answer.ts'
import type { ActionAnswer } from '#components/wizard/action-answer.ts'
import * as answers from '#lib/labs/answers.ts'
import * as credentials from '#lib/labs/credentials.ts'
import * as identities from '#lib/labs/identities.ts'
import * as runs from '#lib/labs/runs.ts'

/** Pages that the browser still holds were made from what was saved before. */
const forgetPages = (labId: string) => revalidatePath(`/labs/${labId}`, 'layout')

// Every action is a public POST: its arguments are what a stranger sent until they are parsed.
const id = z.string().min(1).max(100)
const name = z.string().min(1).max(255)
const identityKey = z.object({ host: name, protocol: z.enum(['ssh', 'winrm']) })
const runSchema = z.object({
  labId: id,
  kind: z.enum(['look', 'apply', 'undo']),
  partId: id.optional(),
  stepId: id.optional(),
})

export async function startRun(raw: unknown): Promise<ActionAnswer<string>> {
  const asked = runSchema.safeParse(raw)
  if (!asked.success) return invalid(asked.error)
  return answer(() => runs.startRun(asked.data))
}

export async function stopRun(...raw: unknown[]): Promise<ActionAnswer> {
  const asked = z.tuple([id]).safeParse(raw)
  if (!asked.success) return invalid(asked.error)
  return answer(() => runs.stopRun(...asked.data))
}

export async function saveAnswers(...raw: unknown[]): Promise<ActionAnswer> {
  const asked = z.tuple([id, id, z.unknown()]).safeParse(raw)
  if (!asked.success) return invalid(asked.error)
  const saved = await answer(() => answers.saveAnswers(...asked.data))
  if (!saved.ok) return saved
  if (!saved.value.ok) return withProblems(saved.value.problems)
  forgetPages(asked.data[0])
  return { ok: true, value: undefined }
}

export async function storeCredential(...raw: unknown[]): Promise<ActionAnswer> {
  const asked = z.tuple([id, credentials.credentialName, z.string().max(20_000)]).safeParse(raw)
  if (!asked.success) return invalid(asked.error)
  forgetPages(asked.data[0])
  return answer(() => credentials.storeCredential(...asked.data))
}

export async function forgetCredential(...raw: unknown[]): Promise<ActionAnswer> {
  const asked = z.tuple([id, credentials.credentialName]).safeParse(raw)
  if (!asked.success) return invalid(asked.error)
  forgetPages(asked.data[0])
  return answer(() => credentials.forgetCredential(...asked.data))
}

export async function lookAtIdentities(...raw: unknown[]): Promise<ActionAnswer> {
  const asked = z.tuple([id]).safeParse(raw)
  if (!asked.success) return invalid(asked.error)
  return answer(async () => void (await identities.lookAtIdentities(...asked.data)))
}

export async function approveIdentity(...raw: unknown[]): Promise<ActionAnswer> {
  const asked = z.tuple([id, identityKey.extend({ fingerprint: name })]).safeParse(raw)
  if (!asked.success) return invalid(asked.error)
  return answer(() => identities.approveIdentity(...asked.data))
}

export async function forgetIdentity(...raw: unknown[]): Promise<ActionAnswer> {
  const asked = z.tuple([id, identityKey]).safeParse(raw)
  if (!asked.success) return invalid(asked.error)
  return answer(() => identities.forgetIdentity(...asked.data))
}
