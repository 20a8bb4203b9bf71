import type { DirectoryState } from './directory-state.ts'
import type { JsonDocument } from './json-document.ts'

/** Kept in the directory's own file while replication is delayed. */
export type Replication = {
  delayMs: number
  /** Oldest first: who wrote, when (ms of the machine's monotonic clock), and what all others still see. */
  changes: { by: string; atMs: number; before: Content }[]
}

type Content = Omit<DirectoryState, 'replication'>

/**
 * Active Directory as one server sees it. Everything lies in one file; where replication is delayed, what one wrote is seen by
 * the others that much later. A change is always made to the newest state, as the directory's own merging would have it.
 */
export class Directory {
  readonly #document: JsonDocument<DirectoryState>
  readonly #reader: string

  constructor(document: JsonDocument<DirectoryState>, reader: string) {
    this.#document = document
    this.#reader = reader.toLowerCase().replace(/\..*/, '')
  }

  /** As another sees it, by its name or full name: the domain controller that a cmdlet is told to ask. */
  of(reader: string): Directory {
    return new Directory(this.#document, reader)
  }

  /** What is to be seen from here now; not to be changed by the reader. */
  read(): Readonly<Content> {
    const state = this.#document.read()
    const changes = state.replication?.changes ?? []
    const ownLast = changes.findLastIndex(({ by }) => by === this.#reader)
    const unseen = changes.slice(ownLast + 1).find((change) => isUnseen(change, state.replication?.delayMs ?? 0))
    return unseen?.before ?? state
  }

  async change<Result>(change: (draft: Content) => Result): Promise<Result> {
    return this.#document.change((draft) => {
      const { replication } = draft
      if (!replication) return change(draft)
      const { replication: _, ...before } = structuredClone(draft)
      const result = change(draft)
      const recent = replication.changes.filter((one) => isUnseen(one, replication.delayMs))
      replication.changes = [...recent, { by: this.#reader, atMs: monotonicMs(), before }]
      return result
    })
  }

  /** 0: what one writes all see at once, from now on. */
  async setReplicationDelay(delayMs: number): Promise<void> {
    await this.#document.change((draft) => {
      if (delayMs > 0) draft.replication = { delayMs, changes: draft.replication?.changes ?? [] }
      else delete draft.replication
    })
  }
}

/** A time ahead of now is from before the machine was started anew. */
function isUnseen({ atMs }: { atMs: number }, delayMs: number): boolean {
  const ageMs = monotonicMs() - atMs
  return ageMs >= 0 && ageMs < delayMs
}

/** CLOCK_MONOTONIC: one for all processes of the machine, and setting the clock does not move it. */
function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000_000n)
}
