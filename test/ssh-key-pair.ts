import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

type Options = { kind?: 'ed25519' | 'rsa' | 'ecdsa'; bits?: number; form?: 'PEM' | 'PKCS8'; passphrase?: string }

/** A key pair as an administrator makes one, by ssh-keygen. */
export function sshKeyPair({ kind = 'ed25519', bits, form, passphrase = '' }: Options = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-key-'))
  const file = join(folder, 'key')
  try {
    const size = bits ? ['-b', String(bits)] : []
    const shape = form ? ['-m', form] : []
    execFileSync('ssh-keygen', ['-q', '-t', kind, ...size, ...shape, '-N', passphrase, '-f', file])
    const fingerprint =
      execFileSync('ssh-keygen', ['-lf', `${file}.pub`])
        .toString()
        .split(' ')[1] ?? ''
    return { privateKey: readFileSync(file, 'utf8'), publicKey: readFileSync(`${file}.pub`, 'utf8'), fingerprint }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
