import type { WindowsHost } from '../windows-host.ts'
import { shellNotFound, tooManyShells } from './faults.ts'
import type { Shell } from './shell.ts'

/** The shells that are open on one endpoint: counted by user, closed when nobody has spoken to them for their idle time. */
export class Shells {
  readonly #host: WindowsHost
  readonly #maxPerUser: number
  readonly #open = new Map<string, { shell: Shell; idle: NodeJS.Timeout }>()

  constructor(host: WindowsHost, maxPerUser: number) {
    this.#host = host
    this.#maxPerUser = maxPerUser
  }

  get count(): number {
    return this.#open.size
  }

  /** Refuses one shell too many before it is made. */
  admit(owner: string): void {
    const own = [...this.#open.values()].filter(({ shell }) => shell.about.owner === owner)
    if (own.length >= this.#maxPerUser) throw tooManyShells(this.#maxPerUser)
  }

  add(shell: Shell): void {
    const { id, idleMs } = shell.about
    this.#open.set(id, { shell, idle: this.#timer(id, idleMs) })
  }

  /** The shell of that id if it belongs to this user; its idle time starts again. */
  find(id: string | undefined, owner: string): Shell {
    const kept = id === undefined ? undefined : this.#open.get(id)
    if (!id || !kept || kept.shell.about.owner !== owner) throw shellNotFound()
    clearTimeout(kept.idle)
    kept.idle = this.#timer(id, kept.shell.about.idleMs)
    return kept.shell
  }

  close(id: string): void {
    const kept = this.#open.get(id)
    if (!kept) return
    clearTimeout(kept.idle)
    this.#open.delete(id)
    kept.shell.close()
  }

  closeAll(): void {
    for (const id of [...this.#open.keys()]) this.close(id)
  }

  #timer(id: string, idleMs: number): NodeJS.Timeout {
    const ms = Math.min(idleMs, this.#host.config.quotas.shellIdleMs)
    return setTimeout(() => this.close(id), ms).unref()
  }
}
