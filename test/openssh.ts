import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { directDial as dial } from '#lib/protocols/direct-dial.ts'
import { listeningPort } from './listening-port.ts'
import { sshKeyPair } from './ssh-key-pair.ts'

/** Debian's packages openssh-server and sudo, and root, who may make namespaces. */
export const hasOpenSsh =
  ['/usr/sbin/sshd', '/usr/bin/sudo', '/usr/bin/unshare'].every(existsSync) && process.getuid?.() === 0

/**
 * OpenSSH's sshd, real sudo and real PAM, in a mount and process namespace of their own: the users and the sudoers file are
 * seen there only, and all that runs in it ends with it. Password of every user: `right`.
 */
export async function startOpenSsh({ settings = [] as string[] } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-sshd-'))
  const [hostKey, login] = [sshKeyPair(), sshKeyPair()]
  const port = await freePort()
  const put = async (name: string, content: string, mode = 0o600) =>
    await writeFile(join(folder, name), content, { mode })

  await put('host_key', hostKey.privateKey)
  await put('authorized_keys', login.publicKey, 0o644)
  await put(
    'sudoers',
    'Defaults use_pty\nDefaults:fixed requiretty\nfairlead ALL=(ALL:ALL) ALL\nfixed ALL=(ALL) NOPASSWD: ALL\n',
    0o440,
  )
  await put('pam', 'auth required pam_unix.so\naccount required pam_unix.so\nsession required pam_permit.so\n', 0o644)
  await users(folder)
  await put('sshd_config', configuration(folder, port, settings))

  const script = `
    set -e
    mount --make-rprivate /
    for file in passwd shadow sudoers; do mount --bind ${folder}/$file /etc/$file; done
    for name in sshd sudo; do mount --bind ${folder}/pam /etc/pam.d/$name; done
    mount -t tmpfs tmpfs /run
    mkdir -p /run/sshd
    exec /usr/sbin/sshd -D -e -f ${folder}/sshd_config`
  const namespaces = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
  const sshd = spawn('setpriv', ['--pdeathsig', 'KILL', 'unshare', ...namespaces, 'sh', '-c', script], {
    stdio: 'ignore',
  })
  const ended = new Promise<void>((resolve) => sshd.once('exit', () => resolve()))
  await vi.waitFor(async () => (await dial({ address: '127.0.0.1', port })).destroy(), {
    timeout: 10_000,
    interval: 50,
  })

  return {
    port,
    fingerprint: hostKey.fingerprint,
    privateKey: login.privateKey,
    async close() {
      // Ending the first process of the namespace ends all in it, and leaves unshare to put it away.
      const children = await readFile(`/proc/${sshd.pid}/task/${sshd.pid}/children`, 'utf8').catch(() => '')
      for (const pid of children.split(' ').filter(Boolean)) process.kill(Number(pid), 'SIGKILL')
      await ended
      await rm(folder, { recursive: true })
    },
  }
}

async function users(folder: string) {
  const hash = execFileSync('openssl', ['passwd', '-6', 'right']).toString().trim()
  const names = ['fairlead', 'guest', 'fixed']
  for (const name of ['passwd', 'shadow']) await copyFile(`/etc/${name}`, join(folder, name))
  const passwd = names.map((name, index) => `${name}:x:${42_420 + index}:65534::/:/bin/bash\n`)
  const shadow = names.map((name) => `${name}:${hash}:20000:0:99999:7:::\n`)
  await writeFile(join(folder, 'passwd'), (await readFile('/etc/passwd', 'utf8')) + passwd.join(''))
  await writeFile(join(folder, 'shadow'), (await readFile('/etc/shadow', 'utf8')) + shadow.join(''))
}

const configuration = (folder: string, port: number, settings: string[]) =>
  [
    ...settings,
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${folder}/host_key`,
    `AuthorizedKeysFile ${folder}/authorized_keys`,
    'StrictModes no',
    'PidFile none',
    'UsePAM yes',
    'PermitRootLogin yes',
    'PasswordAuthentication yes',
    '',
  ].join('\n')

async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listeningPort(server)
  server.close()
  return port
}
