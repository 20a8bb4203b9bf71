import { randomBytes } from 'node:crypto'
import type { Secret } from '#lib/secret.ts'
import { command } from '../command.ts'

/**
 * The hash under which a machine keeps its sudo password (crypt(5), SHA-512), made by the openssl of its own image. The salt of
 * an earlier hash is used again, so that the same password gives the same hash. The rehearsal is the machine's installer: this
 * and the certificate that a server is handed are the places where its secrets reach the machine.
 */
export async function passwordHash(image: string, password: Secret, earlier: string | undefined): Promise<string> {
  const salt = earlier?.match(/^\$6\$([^$]+)\$/)?.[1] ?? randomBytes(8).toString('hex')
  const words = ['chroot', image, 'openssl', 'passwd', '-6', '-salt', salt, '-stdin']
  return (await command(words, { input: password.reveal() })).trim()
}
