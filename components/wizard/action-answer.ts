import type { Fix } from '#lib/failure.ts'

/** What a page says when an action could not do what was asked. */
export type Refusal = {
  message: string
  remedy: string | null
  fix: Fix | null
  /** Of a form: what is wrong with which field, by its dotted path. */
  problems?: Record<string, string>
}

/** What every server action answers: it never throws what was foreseen. */
export type ActionAnswer<Value = void> = { ok: true; value: Value } | ({ ok: false } & Refusal)
