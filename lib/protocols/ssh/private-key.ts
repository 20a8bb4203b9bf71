import { createPrivateKey } from 'node:crypto'
import ssh2, { type ParsedKey } from 'ssh2'
import { Failure } from '#lib/failure.ts'
import type { Secret } from '#lib/secret.ts'

/** A private key as an administrator has it: OpenSSH, PEM (PKCS#1, SEC 1) or PKCS#8 of RSA and ECDSA, encrypted or not. */
export function parsePrivateKey(text: Secret, passphrase: Secret | undefined): ParsedKey {
  const key = converted(text.reveal().trim(), passphrase?.reveal())
  const parsed = attempt(() => ssh2.utils.parseKey(key, passphrase?.reveal()))
  if (!(parsed instanceof Error) && parsed.isPrivateKey()) return parsed
  throw refusal(key, passphrase, parsed instanceof Error ? parsed : undefined)
}

/** ssh2 reads no PKCS#8; node:crypto does, and writes the older forms that ssh2 reads. */
function converted(key: string, passphrase: string | undefined): string {
  if (!/^-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.test(key)) return key
  if (key.startsWith('-----BEGIN ENCRYPTED') && !passphrase) throw noPassphrase()

  const opened = attempt(() => createPrivateKey({ key, format: 'pem', passphrase }))
  if (opened instanceof Error) throw key.includes('ENCRYPTED') ? wrongPassphrase(opened) : unreadable(opened)
  if (opened.asymmetricKeyType === 'rsa') return String(opened.export({ type: 'pkcs1', format: 'pem' }))
  if (opened.asymmetricKeyType === 'ec') return String(opened.export({ type: 'sec1', format: 'pem' }))
  throw unreadable(undefined)
}

function refusal(key: string, passphrase: Secret | undefined, cause: Error | undefined): Failure {
  if (!cause) return publicKeyGiven()
  if (/no passphrase given/i.test(cause.message)) return noPassphrase()
  if (passphrase && isEncrypted(key)) return wrongPassphrase(cause)
  return unreadable(cause)
}

/** The cipher's name stands in the clear in the header of either form. */
function isEncrypted(key: string): boolean {
  if (/^DEK-Info:/m.test(key) || /^Encryption: (?!none)/m.test(key)) return true
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+)-----END/.exec(key)?.[1]
  return body !== undefined && Buffer.from(body, 'base64').subarray(19, 23).toString('latin1') !== 'none'
}

function attempt<T>(make: () => T): T | Error {
  try {
    return make()
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

const passphraseFix = { part: 'lab', field: 'ssh.passphrase', label: 'Write the passphrase' }
const keyFix = { part: 'lab', field: 'ssh.privateKey', label: 'Give another key' }

const noPassphrase = () =>
  new Failure('auth-rejected', {
    message: 'The SSH private key is locked with a passphrase, and no passphrase has been given.',
    remedy: 'Write the passphrase of the key beside it in Part 1.',
    fix: passphraseFix,
  })

const wrongPassphrase = (cause: Error) =>
  new Failure('auth-rejected', {
    message: 'The passphrase does not open the SSH private key.',
    remedy:
      'Write the passphrase again; "ssh-keygen -y -f FILE" tells on your own machine whether it is the right one.',
    fix: passphraseFix,
    cause,
  })

const publicKeyGiven = () =>
  new Failure('invalid', {
    message: 'What was given as the SSH private key is a public key.',
    remedy: 'Give the file without ".pub" in its name; it begins with "-----BEGIN".',
    fix: keyFix,
  })

const unreadable = (cause: Error | undefined) =>
  new Failure('invalid', {
    message:
      'The SSH private key cannot be read: it is neither an OpenSSH key nor a PEM key of RSA or ECDSA, or it was cut short when it was copied.',
    remedy:
      'Paste the whole file with its first and last line. A PuTTY key is converted by PuTTYgen: Conversions, Export OpenSSH key.',
    fix: keyFix,
    cause,
  })
