import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { Failure } from '#lib/failure.ts'

type Order = { path: '/service' | '/certificate'; body: Record<string, string> }

/** Tells a simulated server what to do, and answers when it has done it. */
export function control(host: string, socketPath: string, { path, body }: Order): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, method: 'POST' }, async (response) => {
      const said = await text(response)
      if (response.statusCode === 204) return resolve()
      reject(
        new Failure('invalid', {
          message: `${host} refuses: ${said}.`,
          remedy: 'Compare the certificate with its key, or the name of the service with the paths of Exchange.',
        }),
      )
    })
    asked.on('error', (cause) =>
      reject(
        new Failure('unreachable', {
          message: `${host} is not up, so it can be told nothing.`,
          remedy: 'Raise the machines of the rehearsal.',
          cause,
        }),
      ),
    )
    asked.end(JSON.stringify(body))
  })
}
