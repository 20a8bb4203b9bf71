import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { db } from '#lib/db.ts'
import { defaultAnswers } from '#lib/parts/defaults.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import type { Dial } from '#lib/protocols/dial.ts'
import { type RunningHost, startWindowsHost } from '#lib/rehearsal/windows/start-windows-host.ts'
import { thumbprintOf } from '#lib/rehearsal/windows/state/certificates.ts'
import { selfSigned } from '#lib/rehearsal/windows/state/self-signed.ts'
import { Secret } from '#lib/secret.ts'
import type { SentPipeline } from '#lib/wizard/hosts.ts'
import { keepOf } from '#lib/wizard/keep.ts'
import { makeLab } from '#test/journey.ts'
import { startSshServer } from '#test/ssh-server.ts'
import { testConfig } from '#test/windows-host.ts'
import { dialLoopback } from '#test/windows-session.ts'
import { credentialNames } from './credentials.ts'
import { diagnoseWindows } from './diagnose-windows.ts'
import { approveIdentity, forgetIdentity, lookAtIdentities } from './identities.ts'
import { loadLab } from './labs.ts'
import { openWindows } from './open-windows.ts'

const password = 'Passw0rd!Ünï'
const answers = defaultAnswers('real')
answers.lab.hosts = answers.lab.hosts.filter(({ role }) => role === 'load-balancer' || role === 'exchange').slice(0, 3)
const ex01 = hostsWith(answers.lab, 'exchange')[0]?.address
const key = { host: 'LAB-EX01', protocol: 'winrm' } as const

let running: RunningHost
let ssh: Awaited<ReturnType<typeof startSshServer>>
/** Ports of the Windows host that the network lets through, and every port that was dialled. */
let open: number[]
let dialled: number[]

beforeAll(async () => {
  ;[running, ssh] = await Promise.all([startWindowsHost(testConfig()), startSshServer()])
})
afterAll(() => Promise.all([running.close(), ssh.close()]))
beforeEach(async () => {
  open = [5985, 5986]
  dialled = []
  await db.lab.deleteMany()
  await makeLab()
  await db.partAnswers.create({ data: { labId: 'lab1', partId: 'lab', answers: answers.lab } })
  await keepOf('lab1').writeSecret(credentialNames.windowsPassword, new Secret(password))
})

const dial: Dial = async ({ address, port, signal }) => {
  if (address !== ex01) return dialLoopback({ address: '127.0.0.1', port: ssh.port, ...(signal && { signal }) })
  dialled.push(port)
  const { http, https } = running.ports
  if (!open.includes(port)) throw new Error(`connect ECONNREFUSED ${address}:${port}`)
  return dialLoopback({ address: '127.0.0.1', port: port === 5986 ? https : http, ...(signal && { signal }) })
}
const look = async () => {
  const found = await lookAtIdentities('lab1', AbortSignal.timeout(20_000), dial)
  const windows = found.find(({ protocol }) => protocol === 'winrm')
  if (!windows) throw new Error('the Windows host was not asked')
  return windows
}
const session = async () => {
  const now = () => ({ log: () => {}, sent: () => {}, signal: AbortSignal.timeout(20_000) })
  const hosts = openWindows({ labId: 'lab1', answers, dial, now })
  try {
    return await (await hosts.windows('LAB-EX01')).identity()
  } finally {
    await hosts.close()
  }
}
const renewCertificate = async () => {
  const renewed = await selfSigned({ commonName: 'LAB-EX01', names: ['LAB-EX01'], years: 1 })
  await running.host.state.change((state) => {
    state.certificates.My = { ...state.certificates.My, [thumbprintOf(renewed)]: renewed }
    state.winrmThumbprint = thumbprintOf(renewed)
  })
}

test('a certificate is looked at without a login, approved by a person, and PowerShell is opened by it', async () => {
  const seen = await look()
  expect(seen).toMatchObject({
    algorithm: 'certificate',
    fingerprint: expect.stringMatching(/^SHA256:[0-9A-F]{64}$/),
    details: [{ name: 'subject', value: expect.stringContaining('CN=LAB-EX01') }, { name: 'valid' }, {}],
    approved: false,
  })
  expect(dialled).toEqual([5986])
  await expect(session()).rejects.toMatchObject({ code: 'identity-unknown', fix: { part: 'lab', tab: 'identities' } })
  expect(dialled).toEqual([5986])

  await approveIdentity('lab1', seen)
  expect(await look()).toMatchObject({ approved: true })
  expect(await session()).toMatchObject({ sealed: 'tls', computer: 'lab-ex01.lab.local' })
})

test('a certificate that changed is told nothing until a person replaces the approval', async () => {
  const before = await look()
  await approveIdentity('lab1', before)
  await renewCertificate()
  await expect(session()).rejects.toMatchObject({ code: 'identity-changed', remedy: expect.stringMatching(/renewed/) })
  expect(dialled).not.toContain(5985)

  const now = await look()
  expect(now).toMatchObject({ approved: false, approvedFingerprint: before.fingerprint })
  await expect(approveIdentity('lab1', before)).rejects.toMatchObject({ code: 'identity-changed' })
  await approveIdentity('lab1', now)
  expect(await session()).toMatchObject({ sealed: 'tls' })
})

test('where only 5985 answers, the name is approved, proven by the login, and messages are sealed', async () => {
  open = [5985]
  const seen = await look()
  expect(seen).toMatchObject({
    algorithm: 'name',
    fingerprint: 'LAB\\LAB-EX01',
    details: [
      { name: 'name', value: 'lab-ex01.lab.local' },
      { name: 'domain', value: 'lab.local' },
      { name: '5986', value: expect.stringContaining('ECONNREFUSED') },
    ],
  })
  await approveIdentity('lab1', seen)
  expect(await session()).toMatchObject({ sealed: 'ntlm', login: 'ntlm' })
})

test('a server of another name than the approved one is sent nothing made from the password', async () => {
  open = [5985]
  const seen = await look()
  await approveIdentity('lab1', seen)
  const row = { labId: 'lab1', host: 'LAB-EX01', protocol: 'winrm' as const }
  await db.hostIdentity.updateMany({ where: row, data: { approvedFingerprint: 'OTHER\\LAB-EX01' } })
  await expect(session()).rejects.toMatchObject({
    code: 'identity-changed',
    message: expect.stringMatching(/nothing made from the password/),
  })
  expect(await look()).toMatchObject({ approved: false, approvedFingerprint: 'OTHER\\LAB-EX01' })
})

test('who approved a certificate is never logged in to without one', async () => {
  await approveIdentity('lab1', await look())
  open = [5985]
  dialled = []
  await expect(session()).rejects.toMatchObject({ code: 'unreachable' })
  expect(dialled).not.toContain(5985)
  expect(await look()).toMatchObject({ algorithm: 'name', approved: false })
})

test('a host that does not answer keeps none of the others from being written down', async () => {
  open = []
  await expect(look()).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringMatching(/LAB-EX01.*5986.*5985/),
  })
  expect((await loadLab('lab1')).identities.map(({ host }) => host)).toEqual(['lab-hap01', 'lab-hap02'])
})

test('the doctor asks a host of the lab by the approved identity, and what it sends is logged and recorded', async () => {
  const [lines, pipelines] = [[] as string[], [] as SentPipeline[]]
  const signal = AbortSignal.timeout(20_000)
  const now = () => ({
    log: (line: string) => void lines.push(line),
    sent: (one: SentPipeline) => void pipelines.push(one),
    signal,
  })
  const diagnose = diagnoseWindows({ labId: 'lab1', answers, dial, now })
  await expect(diagnose('LAB-EX01')).rejects.toMatchObject({ code: 'identity-unknown' })
  expect(dialled).toEqual([])

  await approveIdentity('lab1', await look())
  expect(await diagnose('LAB-EX01')).toMatchObject({
    login: { transport: 'https', sealed: 'tls' },
    exchange: { build: '15.0.1497.2' },
    findings: [],
  })
  expect(dialled).not.toContain(5985)
  expect(lines).toEqual([expect.stringMatching(/^Get-ItemProperty /)])
  expect(pipelines).toMatchObject([{ host: 'LAB-EX01', endpoint: 'windows', commands: [{ name: 'Get-ItemProperty' }] }])
})

test('an approval of the SSH key of a host is none of its WinRM, and is withdrawn alone', async () => {
  await db.hostIdentity.create({
    data: {
      labId: 'lab1',
      host: 'LAB-EX01',
      algorithm: 'ssh-ed25519',
      offeredFingerprint: 'SHA256:key',
      offeredAt: new Date(),
      approvedFingerprint: 'SHA256:key',
    },
  })
  await expect(session()).rejects.toMatchObject({ code: 'identity-unknown' })
  await approveIdentity('lab1', await look())
  await forgetIdentity('lab1', { ...key, protocol: 'ssh' })
  expect((await loadLab('lab1')).identities.filter(({ host }) => host === 'LAB-EX01')).toMatchObject([
    { protocol: 'winrm', approvedBy: 'Administrator', approvedDetails: [{ name: 'subject' }, {}, {}] },
  ])
  await forgetIdentity('lab1', key)
  await expect(session()).rejects.toMatchObject({ code: 'identity-unknown' })
})
