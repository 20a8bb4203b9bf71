/** What was sent may or may not have been carried out: its answer did not come, or cannot be believed. */
export class ReplyLost extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ReplyLost'
  }

  static from(cause: unknown): ReplyLost {
    if (cause instanceof ReplyLost) return cause
    return new ReplyLost(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}
