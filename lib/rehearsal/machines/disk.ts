import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import ssh2 from 'ssh2'
import { Failure } from '#lib/failure.ts'
import { type LabPlace, machinePlace } from '../lab-place.ts'

/**
 * The image that a machine's disk lies on: an older disk stays on the one that it was made with. `undefined` where the machine
 * has no disk yet, or one that was only half made.
 */
export async function diskImage(lab: LabPlace, name: string, newest: string): Promise<string | undefined> {
  const from = await readFile(madeFrom(lab, name), 'utf8').catch(() => undefined)
  if (from === undefined || from === basename(newest)) return from && newest
  const [release, wanted] = [from, basename(newest)].map((image) => image.split('-')[0])
  if (release !== wanted) refuse(`The disk of ${name} holds Debian ${release}, and the plan says ${wanted}.`)
  const own = join(dirname(newest), from)
  if (existsSync(join(own, 'etc/os-release'))) return own
  return refuse(`The disk of ${name} lies on the image ${from}, which is gone from ${dirname(newest)}.`)
}

/** Makes the disk of a Linux machine: what differs from the image, as a fresh installation has it. */
export async function makeDisk(lab: LabPlace, name: string, image: string): Promise<void> {
  const { folder } = machinePlace(lab, name)
  await rm(join(folder, 'upper'), { recursive: true, force: true })
  await rm(join(folder, 'work'), { recursive: true, force: true })
  const etc = join(folder, 'upper/etc')
  const { private: privateKey, public: publicKey } = ssh2.utils.generateKeyPairSync('ed25519', {
    comment: 'root@debian',
  })
  await put(join(etc, 'ssh/ssh_host_ed25519_key'), privateKey, 0o600)
  await put(join(etc, 'ssh/ssh_host_ed25519_key.pub'), `${publicKey}\n`)
  await put(join(etc, 'machine-id'), `${randomBytes(16).toString('hex')}\n`, 0o444)
  await put(join(etc, 'hosts'), hostsFile)
  await replace(madeFrom(lab, name), basename(image))
}

/** Called before every start. `address` has its prefix, as 10.113.0.11/24. */
export async function connectDisk(lab: LabPlace, name: string, address: string, login: LoginFiles): Promise<void> {
  const { folder } = machinePlace(lab, name)
  const etc = join(folder, 'upper/etc')
  const given = join(folder, 'address')
  // The machine may have been given another file by its administrator since: only another plan overwrites it.
  if (address !== (await readFile(given, 'utf8').catch(() => undefined))) {
    await put(join(etc, 'network/interfaces'), interfacesFile(address))
    await replace(given, address)
  }
  await put(
    join(etc, 'ssh/sshd_config.d/10-root.conf'),
    `PermitRootLogin ${login.user === 'root' ? 'prohibit-password' : 'no'}\n`,
  )
  await put(join(folder, 'authorized_keys'), `${login.publicKey.trim()}\n`, 0o600)
  await put(join(folder, 'password'), login.passwordHash, 0o600)
}

export type LoginFiles = { user: string; publicKey: string; passwordHash: string }

/** SHA256:… of the key that the machine shows at its SSH port; `undefined` before it was made. */
export async function hostKeyOf(
  lab: LabPlace,
  name: string,
): Promise<{ algorithm: string; fingerprint: string } | undefined> {
  const file = join(machinePlace(lab, name).folder, 'upper/etc/ssh/ssh_host_ed25519_key.pub')
  const [algorithm, blob] = (await readFile(file, 'utf8').catch(() => '')).split(' ')
  if (!algorithm || !blob) return undefined
  const digest = createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64')
  return { algorithm, fingerprint: `SHA256:${digest.replace(/=+$/, '')}` }
}

const madeFrom = (lab: LabPlace, name: string) => join(machinePlace(lab, name).folder, 'made-from')

function refuse(message: string): never {
  const remedy = 'Discard the machines of this rehearsal and raise them anew.'
  throw new Failure('blocked', { message, remedy })
}

const hostsFile =
  '127.0.0.1\tlocalhost\n127.0.1.1\tdebian\n\n::1\tlocalhost ip6-localhost ip6-loopback\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n'

const interfacesFile = (address: string) =>
  `# This file describes the network interfaces available on your system\n\nauto lo\niface lo inet loopback\n\nauto eth0\niface eth0 inet static\n    address ${address}\n`

/** Folders get the mode they have in the image, whatever the umask of the wizard is. */
async function put(file: string, content: string, mode = 0o644): Promise<void> {
  const made = await mkdir(dirname(file), { recursive: true })
  for (let folder = dirname(file); made && folder.startsWith(made); folder = dirname(folder)) await chmod(folder, 0o755)
  await replace(file, content, mode)
}

async function replace(file: string, content: string, mode = 0o644): Promise<void> {
  await writeFile(`${file}.new`, content, { mode })
  await chmod(`${file}.new`, mode)
  await rename(`${file}.new`, file)
}
