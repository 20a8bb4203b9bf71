import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { defaultAnswers } from '#lib/parts/defaults.ts'
import { installFiles } from './install-files.ts'
import { nodesSchema } from './schema.ts'

const key = `ssh-ed25519 ${'A'.repeat(68)} fairlead`
const files = (kind: 'real' | 'rehearsal' = 'real') => installFiles(defaultAnswers(kind), key)
const content = (name: string, kind: 'real' | 'rehearsal' = 'real') =>
  files(kind).find((file) => file.name === name)?.content

test('each load balancer has a file for either family, with its own address and name', () => {
  expect(files().map(({ host, name }) => [host, name])).toEqual([
    ['lab-hap01', 'lab-hap01.ks.cfg'],
    ['lab-hap01', 'lab-hap01.preseed.cfg'],
    ['lab-hap02', 'lab-hap02.ks.cfg'],
    ['lab-hap02', 'lab-hap02.preseed.cfg'],
  ])
  expect(content('lab-hap02.ks.cfg')).toContain(
    '--ip=192.168.50.12 --netmask=255.255.255.0 --gateway=192.168.50.1 --nameserver=192.168.50.31 --hostname=lab-hap02\n',
  )
  expect(content('lab-hap02.preseed.cfg')).toContain('d-i netcfg/get_ipaddress string 192.168.50.12\n')
})

test('root comes in by key only, and no password is set anywhere', () => {
  expect(content('lab-hap01.ks.cfg')).toMatch(/^rootpw --lock$/m)
  expect(content('lab-hap01.ks.cfg')).toContain(`sshkey --username=root "${key}"\n`)
  expect(content('lab-hap01.preseed.cfg')).toContain('passwd/root-password-crypted password !\n')
  expect(content('lab-hap01.preseed.cfg')).toContain(`echo '${key}' > /target/root/.ssh/authorized_keys`)
})

test('another login has a locked password, its key, and sudo', () => {
  expect(content('lab-hap01.ks.cfg', 'rehearsal')).toContain('user --name=fairlead --groups=wheel --lock\n')
  expect(content('lab-hap01.preseed.cfg', 'rehearsal')).toContain('d-i passwd/root-login boolean false\n')
  for (const name of ['lab-hap01.ks.cfg', 'lab-hap01.preseed.cfg'])
    expect(content(name, 'rehearsal')).toContain("'fairlead ALL=(ALL) NOPASSWD: ALL'")
})

test('no file removes a partition without a question', () => {
  expect(content('lab-hap01.ks.cfg')).toContain('clearpart --none ')
  expect(content('lab-hap01.preseed.cfg')).not.toContain('partman/confirm')
})

test.for([
  ['a shell command', "ssh-ed25519 AAAA'; rm -rf / #"],
  ['options', `command="sh" ${key}`],
  ['two lines', `${key}\n${key}`],
  ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----'],
  ['nothing', ''],
] as const)('%s in the place of the public key is refused', ([, odd]) => {
  expect(() => installFiles(defaultAnswers('real'), odd)).toThrow(expect.objectContaining({ code: 'invalid' }))
})

const hostile = [
  "Sydney'; reboot; '",
  'Australia/Sydney\n%post',
  '$(reboot)',
  '../../etc/shadow',
  'Etc/GMT+5 --isUtc',
  '',
]

test.for(hostile)('the time zone %j gets past neither the form nor the file', (timeZone) => {
  const answers = defaultAnswers('real')
  expect(nodesSchema.safeParse({ ...answers.nodes, timeZone }).success).toBe(false)
  expect(() => installFiles({ ...answers, nodes: { ...answers.nodes, timeZone } }, key)).toThrow()
})

test.for(['192.168.50.1 --foo', '192.168.50.1\nrootpw x', '`id`', 'a b'])('the time server %j neither', (server) => {
  const answers = defaultAnswers('real')
  expect(nodesSchema.safeParse({ ...answers.nodes, timeServers: [server] }).success).toBe(false)
  expect(() => installFiles({ ...answers, nodes: { ...answers.nodes, timeServers: [server] } }, key)).toThrow()
})

test.for(['Australia/Sydney', 'America/New_York', 'Etc/GMT+5', 'America/Argentina/Buenos_Aires', 'UTC'])(
  'the time zone %s is a good one',
  (timeZone) => {
    const answers = defaultAnswers('real')
    expect(nodesSchema.safeParse({ ...answers.nodes, timeZone }).success).toBe(true)
    const nodes = { ...answers.nodes, timeZone }
    expect(installFiles({ ...answers, nodes }, key)[0]?.content).toContain(`timezone ${timeZone} --utc\n`)
  },
)

test.for([
  ['debconf-set-selections', ['-c'], '.preseed.cfg'],
  ['ksvalidator', ['-v', 'RHEL9'], '.ks.cfg'],
] as const)('%s accepts the files, where it is installed', ([program, options, ending], { skip }) => {
  if (spawnSync('which', [program]).status !== 0) skip(`${program} is not installed here`)
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-install-'))
  for (const file of [...files(), ...files('rehearsal')].filter(({ name }) => name.endsWith(ending))) {
    const path = join(folder, file.name)
    writeFileSync(path, file.content)
    const { status, stderr } = spawnSync(program, [...options, path], { encoding: 'utf8' })
    expect({ file: file.name, status, stderr }).toEqual({ file: file.name, status: 0, stderr: '' })
  }
  rmSync(folder, { recursive: true })
})
