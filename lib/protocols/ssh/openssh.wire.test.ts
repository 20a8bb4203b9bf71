import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { Secret } from '#lib/secret.ts'
import { openTestShell } from '#test/open-test-shell.ts'
import { hasOpenSsh, startOpenSsh } from '#test/openssh.ts'

const right = new Secret('right')
const byPassword = (user: string) => ({ user, method: 'password' as const, password: right })

describe.skipIf(!hasOpenSsh)('against OpenSSH, sudo and PAM as Debian has them', () => {
  let server: Awaited<ReturnType<typeof startOpenSsh>>
  beforeAll(async () => {
    server = await startOpenSsh()
  })
  afterAll(() => server.close())

  async function opens(options: Parameters<typeof openTestShell>[1]) {
    const shell = await openTestShell(server, options)
    onTestFinished(() => shell.close())
    return shell
  }
  const byKey = () => ({ user: 'root', method: 'key' as const, privateKey: new Secret(server.privateKey) })

  test('root by key runs commands in a process group of their own', async () => {
    const shell = await opens({ login: byKey() })
    expect(await shell.run(['id', '-u'])).toBe('0\n')
    expect(
      await shell.ask(['sh', '-c', 'read -r pid _ _ _ group _ < /proc/self/stat; [ $$ = "$group" ]; echo $?']),
    ).toMatchObject({ stdout: '0\n' })
  })

  test('another user becomes root by sudo, with password and input on standard input', async () => {
    const shell = await opens({ login: byPassword('fairlead'), sudoPassword: right })
    expect(await shell.run(['id', '-u'])).toBe('0\n')
    expect(await shell.run(['cat'], { input: new Secret('mine') })).toBe('mine')
    expect(await shell.run(['sh', '-c', 'cat; echo ended'], { input: `${'x'.repeat(2_000_000)}\n` })).toHaveLength(
      2_000_007,
    )
    expect(await shell.ask(['sh', '-c', 'echo out; echo err >&2; exit 5'])).toEqual({
      exitCode: 5,
      stdout: 'out\n',
      stderr: 'err\n',
    })
  })

  test.each([
    ['a wrong sudo password', 'fairlead', 'wrong', 'auth-rejected', /does not accept the password of fairlead/],
    ['a missing sudo password', 'fairlead', undefined, 'auth-rejected', /none has been given/],
    ['a user who is no sudoer', 'guest', 'right', 'access-denied', /guest may not become root/],
    ['a user who needs a terminal', 'fixed', 'right', 'host-unfit', /requiretty/],
  ] as const)('%s is found when the machine is opened', async (_, user, word, code, message) => {
    const sudoPassword = word === undefined ? undefined : new Secret(word)
    const opening = openTestShell(server, { login: byPassword(user), sudoPassword })
    await expect(opening).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  })

  test('a wrong login password says what is offered', async () => {
    const login = { user: 'fairlead', method: 'password' as const, password: new Secret('wrong') }
    await expect(openTestShell(server, { login })).rejects.toMatchObject({
      code: 'auth-rejected',
      message: expect.stringMatching(/It offers: publickey, password/),
    })
  })

  test.each([
    ['root', () => ({ login: byKey() })],
    ['a sudoer', () => ({ login: byPassword('fairlead'), sudoPassword: right })],
  ])('an aborted command of %s leaves no process behind', async (_, options) => {
    const shell = await opens(options())
    const stop = new AbortController()
    const running = shell.run(['sh', '-c', 'sleep 4242 & sleep 4242 & echo up; wait'], {
      signal: stop.signal,
      onLine: () => stop.abort(new Error('stopped by the administrator')),
    })
    await expect(running).rejects.toThrow('stopped by the administrator')
    expect(await shell.ask(['pgrep', '-f', '^sleep 4242'])).toMatchObject({ exitCode: 1 })
    expect(shell.logged.filter(({ level }) => level === 'error')).toEqual([])
  })

  test('a command that ignores SIGTERM is killed', async () => {
    const shell = await opens({ login: byPassword('fairlead'), sudoPassword: right })
    const stop = new AbortController()
    const running = shell.ask(['bash', '-c', 'trap "" TERM; echo up; while :; do sleep 0.4242; done'], {
      signal: stop.signal,
      onLine: () => stop.abort(new Error('stopped')),
    })
    await expect(running).rejects.toThrow('stopped')
    expect(await shell.ask(['pgrep', '-f', '^(bash|sleep) .*0.4242'])).toMatchObject({ exitCode: 1 })
  })

  test('a background process that holds the output open does not hold the command', async () => {
    const shell = await opens({ login: byKey() })
    expect(await shell.run(['sh', '-c', 'sleep 30 & echo started'])).toBe('started\n')
  })

  test('files are written as root, with the owner that is asked for', async () => {
    const shell = await opens({ login: byPassword('fairlead'), sudoPassword: right })
    const path = '/run/haproxy.cfg'
    await shell.write(path, 'one\n', { mode: 0o640, owner: 'root', group: 'nogroup' })
    const { previous } = await shell.write(path, 'two\n', { mode: 0o600 })
    expect(await shell.run(['stat', '-c', '%a %U %G', path, previous ?? ''])).toBe('600 root root\n640 root nogroup\n')
    expect(await shell.read(path)).toBe('two\n')
    expect(await shell.read('/run/none')).toBeUndefined()
  })

  test('a password that PAM asks for by keyboard-interactive is given', async () => {
    const strict = await startOpenSsh({
      settings: ['AuthenticationMethods keyboard-interactive', 'KbdInteractiveAuthentication yes'],
    })
    onTestFinished(() => strict.close())
    const shell = await openTestShell(strict, { login: byPassword('fairlead'), sudoPassword: right })
    expect(await shell.run(['id', '-un'])).toBe('root\n')
    shell.close()
  })

  test('a second factor after the key is said to be too much', async () => {
    const strict = await startOpenSsh({ settings: ['AuthenticationMethods publickey,password'] })
    onTestFinished(() => strict.close())
    const login = { user: 'root', method: 'key' as const, privateKey: new Secret(strict.privateKey) }
    await expect(openTestShell(strict, { login })).rejects.toMatchObject({
      code: 'auth-unsupported',
      message: expect.stringMatching(/goes on to ask for password/),
    })
  })

  test('a server with MaxSessions 2 is given no more than it takes', async () => {
    const narrow = await startOpenSsh({ settings: ['MaxSessions 2'] })
    onTestFinished(() => narrow.close())
    const login = { user: 'root', method: 'key' as const, privateKey: new Secret(narrow.privateKey) }
    const shell = await openTestShell(narrow, { login })
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => shell.run(['echo', String(index)])))
    expect(answers).toHaveLength(10)
    shell.close()
  })

  test('an account that may run one command only is told apart', async () => {
    const forced = await startOpenSsh({ settings: ['ForceCommand echo only this'] })
    onTestFinished(() => forced.close())
    const login = { user: 'root', method: 'key' as const, privateKey: new Secret(forced.privateKey) }
    await expect(openTestShell(forced, { login })).rejects.toMatchObject({
      code: 'access-denied',
      message: expect.stringContaining('only this'),
    })
  })
})
