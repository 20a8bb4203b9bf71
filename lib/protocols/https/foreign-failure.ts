import { Failure } from '#lib/failure.ts'

const words: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  EHOSTUNREACH: 'no machine answers at that address',
  ENETUNREACH: 'there is no route to that network',
  ETIMEDOUT: 'nothing answered in time',
  ECONNRESET: 'the connection was closed without an answer',
  EPIPE: 'the connection was closed without an answer',
}

/** What the system, OpenSSL and Node's HTTP parser say, in words of the field. */
export function foreignFailure(error: unknown, where: string): Failure {
  if (error instanceof Failure) return error
  const cause: Error & { code?: string } = error instanceof Error ? error : new Error(String(error))
  const code = cause.code ?? ''

  if (code.startsWith('HPE_'))
    return new Failure('protocol', {
      message: `What answers at ${where} is not HTTP: ${cause.message}.`,
      remedy: 'Look which service listens at this port.',
      cause,
    })

  if (/^ERR_SSL_|^EPROTO$|^ERR_TLS_/.test(code))
    return new Failure('tls', {
      message: `${where} does not agree on TLS 1.2 or 1.3: ${cause.message.replace(/^[0-9A-F]+:error:/, '').trim()}.`,
      remedy: 'Look that TLS is switched on at this port, with TLS 1.2 at least.',
      cause,
    })

  return new Failure('unreachable', {
    message: `${where} cannot be reached: ${words[code] ?? cause.message}.`,
    remedy: 'Look that the service runs there and that the firewall lets it through.',
    cause,
  })
}
