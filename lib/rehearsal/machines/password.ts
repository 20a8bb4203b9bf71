import { createHash } from 'node:crypto'
import type { Secret } from '#lib/secret.ts'
import { command } from '../command.ts'

/**
 * The hash under which a machine keeps its sudo password (crypt(5), SHA-512), made by the openssl of its image. The salt is made
 * of the machine's folder, so that the same password gives the same hash there. The rehearsal is the machine's installer: this
 * and the certificate that a server is handed are the places where its secrets reach the machine.
 */
export async function passwordHash(image: string, machineFolder: string, password: Secret): Promise<string> {
  const salt = createHash('sha256').update(machineFolder).digest('hex').slice(0, 16)
  const words = ['chroot', image, 'openssl', 'passwd', '-6', '-salt', salt, '-stdin']
  return (await command(words, { input: password.reveal() })).trim()
}
