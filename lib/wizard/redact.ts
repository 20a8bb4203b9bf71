import type { Secret } from '#lib/secret.ts'

export type Redact = {
  /** Replaces every known secret in a text. */
  (text: string): string
  /** From now on this one is known too. */
  learn(secret: Secret): void
}

const SHORTEST = 4

/**
 * The last wall: values that the lab keeps sealed are struck from whatever is about to be written. Keys are many lines
 * long and may be shown line by line, so each line of a secret counts by itself; armour lines are no secret.
 */
export function redactor(secrets: Iterable<Secret>): Redact {
  const known = new Set<string>()
  const learn = (secret: Secret) => {
    const value = secret.reveal()
    for (const piece of [value, ...value.split(/\r?\n/)]) {
      if (piece.length < SHORTEST || piece.startsWith('-----')) continue
      for (const form of [piece, JSON.stringify(piece).slice(1, -1), encodeURIComponent(piece)]) known.add(form)
    }
  }
  for (const secret of secrets) learn(secret)

  const redact = (text: string) =>
    [...known].sort(longestFirst).reduce((clean, piece) => clean.replaceAll(piece, '[secret]'), text)
  return Object.assign(redact, { learn })
}

const longestFirst = (one: string, other: string) => other.length - one.length
