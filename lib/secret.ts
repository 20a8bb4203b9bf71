import { inspect } from 'node:util'

/** A value that may be used but never shown: it prints, logs and serialises as `[secret]`. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** Called by lib/protocols, where the value goes on the wire, and by lib/vault.ts, where it is sealed. */
  reveal(): string {
    return this.#value
  }

  /** One secret out of several texts, of which some are secret: a PEM file with its key. Reveals nothing. */
  static join(parts: readonly (string | Secret)[]): Secret {
    return new Secret(parts.map((part) => (part instanceof Secret ? part.#value : part)).join(''))
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [inspect.custom](): string {
    return '[secret]'
  }
}
