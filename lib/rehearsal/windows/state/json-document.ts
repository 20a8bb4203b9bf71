import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * A JSON file that several processes read and change. A reader always sees a whole file (it is replaced by renaming); a
 * change holds a lock file from reading to renaming, so that none is lost.
 */
export class JsonDocument<Content extends object> {
  readonly #path: string
  readonly #first: () => Content
  #kept: { content: Content; version: string } | undefined

  constructor(path: string, first: () => Content) {
    this.#path = path
    this.#first = first
  }

  /** What is kept now; not to be changed by the reader. */
  read(): Readonly<Content> {
    const version = versionOf(this.#path)
    if (!version) return this.#first()
    if (this.#kept?.version === version) return this.#kept.content
    const content = parse<Content>(readFileSync(this.#path, 'utf8'))
    this.#kept = { content, version }
    return content
  }

  /** Changes it and gives what `change` gives. Where `change` throws, nothing is written. */
  async change<Result>(change: (draft: Content) => Result): Promise<Result> {
    const unlock = await lock(this.#path)
    try {
      const draft = versionOf(this.#path) ? parse<Content>(readFileSync(this.#path, 'utf8')) : this.#first()
      const result = change(draft)
      const fresh = `${this.#path}.${process.pid}.new`
      writeFileSync(fresh, `${JSON.stringify(draft, null, 1)}\n`, { mode: 0o600 })
      renameSync(fresh, this.#path)
      this.#kept = undefined
      return result
    } finally {
      unlock()
    }
  }
}

function versionOf(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true })
  return found && `${found.ino} ${found.mtimeNs} ${found.size}`
}

/** Only this file writes these documents, so that what is read has the type that was written. */
function parse<Content>(text: string): Content {
  return JSON.parse(text) as Content
}

async function lock(path: string): Promise<() => void> {
  const file = `${path}.lock`
  for (;;) {
    try {
      const handle = openSync(file, 'wx', 0o600)
      writeFileSync(handle, String(process.pid))
      closeSync(handle)
      return () => rmSync(file, { force: true })
    } catch (error) {
      if (!isTaken(error)) throw error
      if (holderIsGone(file)) rmSync(file, { force: true })
      else await pause(5)
    }
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
}

/** A host that was killed while it wrote leaves its lock behind. */
function holderIsGone(file: string): boolean {
  try {
    const holder = Number(readFileSync(file, 'utf8'))
    if (holder > 0) process.kill(holder, 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}
