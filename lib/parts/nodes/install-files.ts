import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import { kickstart } from './kickstart.ts'
import { preseed } from './preseed.ts'

export type InstallFile = { host: string; name: string; content: string }

/** Files for an unattended installation of each load balancer, for both families of distributions, to be downloaded. */
export function installFiles(answers: Answers, sshPublicKey: string): InstallFile[] {
  const key = plainKey(sshPublicKey)
  return hostsWith(answers.lab, 'load-balancer').flatMap((host) => [
    { host: host.name, name: `${host.name}.ks.cfg`, content: kickstart(answers, host, key) },
    { host: host.name, name: `${host.name}.preseed.cfg`, content: preseed(answers, host, key) },
  ])
}

/** One line of authorized_keys without options; nothing that a shell or a quote would see as more than a word. */
function plainKey(line: string): string {
  const key = line.trim()
  if (/^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]{40,}={0,3}( [A-Za-z0-9@._-]+)?$/.test(key))
    return key
  throw new Failure('invalid', {
    message: `“${key.slice(0, 60)}” is not the public half of an SSH key.`,
    remedy: 'Give one line as it stands in a .pub file: type, base64, and at most one plain word behind it.',
  })
}
