import { Failure } from '#lib/failure.ts'

/** Bytes of others are read in here: whatever a parser throws at them becomes one `invalid`, which names the thing. */
export function reading<T>(what: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw unreadable(what, error)
  }
}

export async function readingAsync<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw unreadable(what, error)
  }
}

function unreadable(what: string, error: unknown): Failure {
  if (error instanceof Failure) return error
  return new Failure('invalid', {
    message: `This is not a ${what} that Fairlead can read: ${error instanceof Error ? error.message : String(error)}`,
    remedy: `Give the ${what} as PEM (base64 between BEGIN and END lines), whole and unchanged.`,
    cause: error,
  })
}
