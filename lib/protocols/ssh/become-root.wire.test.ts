import { expect, onTestFinished, test } from 'vitest'
import { Secret } from '#lib/secret.ts'
import { openTestShell } from '#test/open-test-shell.ts'
import { startSshServer } from '#test/ssh-server.ts'

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

const operator = { user: 'operator', method: 'password' as const, password: new Secret('right') }

test('sudo is given its password, the command its own input, and neither is logged or stands in a command line', async () => {
  const server = await serve()
  const shell = await opens(server, { login: operator, sudoPassword: new Secret('right') })
  expect(await shell.run(['cat'], { input: new Secret('inner secret') })).toBe('inner secret')
  expect(server.lines.join('\n')).not.toMatch(/right|inner/)
  expect(JSON.stringify(shell.logged.filter(({ level }) => level === 'command'))).not.toMatch(/right|inner/)
})

test('sudo without a password gets none, so that the command does not find it in its input', async () => {
  const server = await serve({ sudo: 'free' })
  const shell = await opens(server, { login: operator, sudoPassword: new Secret('right') })
  expect(await shell.run(['cat'], { input: 'mine' })).toBe('mine')
})

test.each([
  ['a wrong sudo password', 'password', 'wrong', 'auth-rejected', /does not accept the password of operator/],
  ['a missing sudo password', 'password', undefined, 'auth-rejected', /none has been given/],
  ['a user who is no sudoer', 'denied', 'right', 'access-denied', /may not become root.*not in the sudoers file/],
  ['a machine without sudo', 'missing', 'right', 'host-unfit', /has no sudo/],
  ['sudo that wants a terminal', 'tty', 'right', 'host-unfit', /requiretty/],
] as const)('%s is a failure of its own, found when the machine is opened', async (_, sudo, word, code, message) => {
  const server = await serve({ sudo })
  const sudoPassword = word === undefined ? undefined : new Secret(word)
  const failure = await openTestShell(server, { login: operator, sudoPassword }).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code, message: expect.stringMatching(message) })
  expect(String(failure)).not.toContain('fairlead-')
})

test('a login shell that runs no commands is found when the machine is opened', async () => {
  const server = await serve({ profile: 'echo This account is currently not available.; exit 1' })
  await expect(openTestShell(server)).rejects.toMatchObject({
    code: 'access-denied',
    message: expect.stringContaining('This account is currently not available.'),
  })
})
