import { Failure } from '#lib/failure.ts'

export function malformed(how: string): Failure {
  return new Failure('protocol', { message: `The server sent an object that cannot be read: ${how}.` })
}
