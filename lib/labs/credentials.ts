import { z } from 'zod'
import { db } from '#lib/db.ts'
import { Failure } from '#lib/failure.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { publicKeyOf } from '#lib/protocols/ssh/key-pair.ts'
import { Secret } from '#lib/secret.ts'
import { keepOf } from '#lib/wizard/keep.ts'

/** Under which names the logins of a lab's machines are kept. All but the public key are sealed. */
export const credentialNames = {
  password: 'ssh.password',
  privateKey: 'ssh.privateKey',
  passphrase: 'ssh.passphrase',
  sudoPassword: 'ssh.sudoPassword',
  publicKey: 'ssh.publicKey',
  windowsPassword: kept.windowsPassword,
} as const

const secretNames = [
  credentialNames.password,
  credentialNames.privateKey,
  credentialNames.passphrase,
  credentialNames.sudoPassword,
  credentialNames.windowsPassword,
] as const
export type CredentialName = (typeof secretNames)[number]
export const credentialName = z.enum(secretNames)

const LONGEST = 20_000

/** Which secrets are kept, never what they are. */
export async function listCredentials(
  labId: string,
): Promise<{ name: CredentialName; kept: boolean; updatedAt: string | null }[]> {
  const rows = await db.kept.findMany({
    where: { labId, name: { in: [...secretNames] } },
    select: { name: true, updatedAt: true },
  })
  return secretNames.map((name) => {
    const row = rows.find((one) => one.name === name)
    return { name, kept: row !== undefined, updatedAt: row?.updatedAt.toISOString() ?? null }
  })
}

export async function storeCredential(labId: string, name: CredentialName, value: string): Promise<void> {
  if (value.length === 0 || value.length > LONGEST || value.includes('\0')) {
    throw new Failure('invalid', {
      message: 'That cannot be a password or key: it is empty, too long or holds a NUL character.',
      remedy: 'Enter it again.',
    })
  }
  const keep = keepOf(labId)
  const secret = new Secret(
    name === credentialNames.privateKey ? `${value.replaceAll('\r\n', '\n').trimEnd()}\n` : value,
  )
  await keep.writeSecret(name, secret)
  if (name === credentialNames.privateKey || name === credentialNames.passphrase) await keepPublicKey(labId)
}

export const forgetCredential = (labId: string, name: CredentialName): Promise<void> => keepOf(labId).remove(name)

/** The public half stands in the files for an unattended installation. */
async function keepPublicKey(labId: string) {
  const keep = keepOf(labId)
  const privateKey = await keep.readSecret(credentialNames.privateKey)
  const publicKey = privateKey && publicKeyOf(privateKey, await keep.readSecret(credentialNames.passphrase))
  if (publicKey) await keep.write(credentialNames.publicKey, publicKey)
}
