import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'

/** Key and chain of a server, together in one file: they are never of two minds. */
export const selfSignedFile = (folder: string) => join(folder, 'self-signed.pem')
const handedFile = (folder: string) => join(folder, 'handed.pem')

/** The certificate that was handed last; before that, the one the server made for itself at its installation. */
export async function bound(folder: string): Promise<string> {
  return readFile(handedFile(folder), 'utf8').catch(() => readFile(selfSignedFile(folder), 'utf8'))
}

/** Throws where key and certificate do not belong together, and then leaves everything as it was. */
export async function bind(folder: string, chainPem: string, keyPem: string): Promise<string> {
  createSecureContext({ cert: chainPem, key: keyPem })
  const both = `${keyPem.trim()}\n${chainPem}`
  await writeFile(`${handedFile(folder)}.new`, both, { mode: 0o600 })
  await rename(`${handedFile(folder)}.new`, handedFile(folder))
  return both
}
