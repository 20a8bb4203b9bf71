import type { CredentialName } from '#components/wizard/lab-actions.tsx'

export const credentialWords: Record<CredentialName, { title: string; hint: string }> = {
  'ssh.password': { title: 'Login password', hint: 'Of the login user, the same on both nodes.' },
  'ssh.privateKey': {
    title: 'Private key',
    hint: 'In OpenSSH or PEM format; its public half stands in authorized_keys on both nodes.',
  },
  'ssh.passphrase': { title: 'Passphrase of the key', hint: 'Only where the private key is encrypted.' },
  'ssh.sudoPassword': {
    title: 'Password for sudo',
    hint: 'Where sudo asks for one. Leave it out where sudo is allowed without (NOPASSWD).',
  },
  'windows.password': {
    title: 'Windows administrator',
    hint: 'Of the account above, for PowerShell on the Windows hosts.',
  },
}
