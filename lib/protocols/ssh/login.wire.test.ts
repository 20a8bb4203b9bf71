import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { directDial as dial } from '#lib/protocols/direct-dial.ts'
import { Secret } from '#lib/secret.ts'
import { listeningPort } from '#test/listening-port.ts'
import { openTestShell } from '#test/open-test-shell.ts'
import { sshKeyPair } from '#test/ssh-key-pair.ts'
import { startSshServer } from '#test/ssh-server.ts'
import { readIdentity } from './identity.ts'

async function serve(options: Parameters<typeof startSshServer>[0] = {}) {
  const server = await startSshServer(options)
  onTestFinished(() => server.close())
  return server
}

async function opens(server: Awaited<ReturnType<typeof serve>>, options: Parameters<typeof openTestShell>[1] = {}) {
  const shell = await openTestShell(server, options)
  onTestFinished(() => shell.close())
  return shell
}

const password = (text: string) => ({ user: 'root', method: 'password' as const, password: new Secret(text) })

test('a machine whose key is not approved is told nothing: no user, no password', async () => {
  const server = await serve()
  await expect(openTestShell(server, { approved: undefined })).rejects.toMatchObject({
    code: 'identity-unknown',
    message: expect.stringContaining(server.fingerprint),
  })
  expect(server.attempts).toEqual([])
})

test('a machine that shows another key than the approved one is told nothing', async () => {
  const server = await serve()
  await expect(openTestShell(server, { approved: 'SHA256:another' })).rejects.toMatchObject({
    code: 'identity-changed',
    message: expect.stringMatching(/SHA256:another.*SHA256:/),
    fix: { tab: 'identities' },
  })
  expect(server.attempts).toEqual([])
})

test('the identity of a machine is read without logging in, Ed25519 before RSA', async () => {
  const rsa = sshKeyPair({ kind: 'rsa', bits: 2048 })
  const ed25519 = sshKeyPair()
  const both = await serve({ hostKeys: [rsa, ed25519] })
  const old = await serve({ hostKeys: [rsa] })
  const ask = (port: number) =>
    readIdentity({ host: 'lab-hap01', address: '127.0.0.1', port, dial, signal: AbortSignal.timeout(5000) })

  expect(await ask(both.port)).toEqual({ algorithm: 'Ed25519', fingerprint: ed25519.fingerprint })
  expect(await ask(old.port)).toEqual({ algorithm: 'RSA 2048', fingerprint: rsa.fingerprint })
})

test.each([
  ['a wrong password', password('wrong'), ['password'], 'auth-rejected', /does not let root in.*It offers: password/],
  [
    'a method that is not offered',
    password('right'),
    ['publickey'],
    'auth-unsupported',
    /does not take the password.*publickey/,
  ],
  ['no password at all', { user: 'root', method: 'password' as const }, ['password'], 'invalid', /no password/],
] as const)('%s is a refusal in words', async (_, login, methods, code, message) => {
  const server = await serve({ methods: [...methods] })
  await expect(openTestShell(server, { login })).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  })
})

test('a password that is asked by keyboard-interactive is given', async () => {
  const server = await serve({ methods: ['keyboard-interactive'] })
  expect(await (await opens(server)).run(['echo', 'in'])).toBe('in\n')
})

test('a wrong password by keyboard-interactive is a refusal', async () => {
  const server = await serve({ methods: ['keyboard-interactive'] })
  await expect(openTestShell(server, { login: password('wrong') })).rejects.toMatchObject({ code: 'auth-rejected' })
})

test.each([
  ['a code after the password', [['Password: '], ['Verification code: ']]],
  ['a code together with the password', [['Password: ', 'Verification code: ']]],
])('%s is said to be too much, and the password is sent to no second question', async (_, questions) => {
  const server = await serve({ methods: ['keyboard-interactive'], questions, password: 'never' })
  await expect(openTestShell(server)).rejects.toMatchObject({
    code: 'auth-unsupported',
    message: expect.stringContaining('Verification code:'),
  })
})

test.each([
  ['OpenSSH', undefined],
  ['PEM', 'PEM'],
  ['PKCS#8', 'PKCS8'],
] as const)('a key of the form %s opens with its passphrase, and with no other', async (_, form) => {
  const { privateKey, publicKey } = sshKeyPair({ kind: 'rsa', form, passphrase: 'open sesame' })
  const server = await serve({ authorizedKeys: [publicKey] })
  const login = (passphrase?: string) => ({
    user: 'root',
    method: 'key' as const,
    privateKey: new Secret(privateKey),
    passphrase: passphrase === undefined ? undefined : new Secret(passphrase),
  })

  expect(await (await opens(server, { login: login('open sesame') })).run(['echo', 'in'])).toBe('in\n')
  await expect(openTestShell(server, { login: login('wrong') })).rejects.toMatchObject({
    code: 'auth-rejected',
    message: 'The passphrase does not open the SSH private key.',
    fix: { field: 'ssh.passphrase' },
  })
  await expect(openTestShell(server, { login: login() })).rejects.toMatchObject({
    code: 'auth-rejected',
    message: expect.stringContaining('no passphrase has been given'),
  })
})

test.each([
  ['ed25519', undefined],
  ['ecdsa', undefined],
  ['ecdsa', 'PKCS8'],
] as const)('an open key of %s %s lets in', async (kind, form) => {
  const { privateKey, publicKey } = sshKeyPair({ kind, form })
  const server = await serve({ authorizedKeys: [publicKey] })
  const shell = await opens(server, { login: { user: 'root', method: 'key', privateKey: new Secret(privateKey) } })
  expect(await shell.run(['echo', 'in'])).toBe('in\n')
})

test.each([
  ['a public key', sshKeyPair().publicKey, /is a public key/],
  ['half a key', sshKeyPair().privateKey.slice(0, 200), /cannot be read/],
  ['something else', 'hello', /cannot be read/],
])('%s in place of the private key is told apart, and nothing is dialled', async (_, text, message) => {
  const login = { user: 'root', method: 'key' as const, privateKey: new Secret(text) }
  await expect(openTestShell({ port: 1, fingerprint: 'SHA256:none' }, { login })).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringMatching(message),
  })
})

test('a key that the machine does not know is a refusal that says where it belongs', async () => {
  const server = await serve()
  const login = { user: 'root', method: 'key' as const, privateKey: new Secret(sshKeyPair().privateKey) }
  await expect(openTestShell(server, { login })).rejects.toMatchObject({
    code: 'auth-rejected',
    remedy: expect.stringContaining('~root/.ssh/authorized_keys'),
  })
})

test('a key that an SSH agent holds lets in', async () => {
  const { privateKey, publicKey } = sshKeyPair()
  const server = await serve({ authorizedKeys: [publicKey] })
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-agent-'))
  const agentSocket = join(folder, 'agent')
  const agent = spawn('ssh-agent', ['-D', '-a', agentSocket], { stdio: 'ignore' })
  onTestFinished(async () => {
    agent.kill('SIGKILL')
    await once(agent, 'exit')
    rmSync(folder, { recursive: true })
  })
  const add = () =>
    execFileSync('ssh-add', ['-q', '-'], {
      env: { ...process.env, SSH_AUTH_SOCK: agentSocket },
      input: privateKey,
      stdio: 'pipe',
    })
  await expect.poll(add).toBeDefined()

  const shell = await opens(server, { login: { user: 'root', method: 'agent', agentSocket } })
  expect(await shell.run(['echo', 'in'])).toBe('in\n')
})

test('an agent that is not there is said to be the trouble', async () => {
  const server = await serve()
  const login = { user: 'root', method: 'agent' as const, agentSocket: '/nonexistent/agent' }
  await expect(openTestShell(server, { login })).rejects.toMatchObject({
    code: 'auth-rejected',
    message: expect.stringMatching(/SSH agent could not be used/),
  })
})

test('a port where nothing listens is unreachable, with the reason', async () => {
  await expect(openTestShell({ port: 1, fingerprint: 'SHA256:none' })).rejects.toMatchObject({
    code: 'unreachable',
    message: 'lab-hap01: 127.0.0.1:1 cannot be reached: nothing listens on that port.',
  })
})

test('a port where something else listens is told apart', async () => {
  const web = createServer((_, answer) => answer.end())
  onTestFinished(() => void web.close())
  await expect(openTestShell({ port: await listeningPort(web), fingerprint: 'SHA256:none' })).rejects.toMatchObject({
    code: 'protocol',
    message: expect.stringContaining('does not agree on SSH version 2'),
  })
})

test('a server that never answers is given up when the signal says so', async () => {
  const silent = createTcpServer()
  onTestFinished(() => void silent.close())
  const port = await listeningPort(silent)
  const signal = AbortSignal.timeout(200)
  await expect(openTestShell({ port, fingerprint: 'SHA256:none' }, { signal })).rejects.toMatchObject({
    name: 'TimeoutError',
  })
})
