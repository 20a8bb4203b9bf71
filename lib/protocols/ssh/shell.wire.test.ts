import { afterAll, beforeAll, expect, test } from 'vitest'
import { Secret } from '#lib/secret.ts'
import { openTestShell } from '#test/open-test-shell.ts'
import { startSshServer } from '#test/ssh-server.ts'

let server: Awaited<ReturnType<typeof startSshServer>>
let shell: Awaited<ReturnType<typeof openTestShell>>
beforeAll(async () => {
  server = await startSshServer()
  shell = await openTestShell(server)
})
afterAll(async () => {
  shell.close()
  await server.close()
})

test('a command that succeeds gives its output, and its log reads as it was run by hand', async () => {
  shell.logged.length = 0
  expect(await shell.run(['sh', '-c', 'echo one; echo "it\'s two"; echo aside >&2'])).toBe("one\nit's two\n")
  expect(shell.logged[0]).toEqual({
    line: `$ sh -c 'echo one; echo "it'\\''s two"; echo aside >&2'`,
    host: 'lab-hap01',
    level: 'command',
  })
  expect(
    shell.logged
      .slice(1)
      .map(({ line }) => line)
      .toSorted(),
  ).toEqual(['aside', "it's two", 'one'])
})

test('a script of several lines is logged line by line', async () => {
  shell.logged.length = 0
  await shell.run(['sh', '-c', 'true\ntrue'])
  expect(shell.logged.map(({ line }) => line)).toEqual(["$ sh -c 'true", "> true'"])
})

test('a command that fails says how, with its last words', async () => {
  shell.logged.length = 0
  await expect(shell.run(['sh', '-c', 'echo first >&2; echo no such backend >&2; exit 3'])).rejects.toMatchObject({
    code: 'command-failed',
    message: expect.stringMatching(/ended with 3 on lab-hap01: first \/ no such backend$/),
  })
  expect(shell.logged.at(-1)).toMatchObject({ line: 'ended with 3', level: 'error' })
})

test('a program that is not there is named', async () => {
  await expect(shell.run(['haproxy-of-tomorrow', '-v'])).rejects.toMatchObject({
    code: 'command-failed',
    remedy: 'Look whether haproxy-of-tomorrow is installed on lab-hap01.',
  })
})

test('a question may be answered no, and leaves no trace in the log', async () => {
  shell.logged.length = 0
  const lines: string[] = []
  const answer = await shell.ask(['sh', '-c', 'echo out; echo err >&2; exit 4'], { onLine: (line) => lines.push(line) })
  expect(answer).toEqual({ exitCode: 4, stdout: 'out\n', stderr: 'err\n' })
  expect(lines.toSorted()).toEqual(['err', 'out'])
  expect(shell.logged).toEqual([])
})

test.each([
  ['TERM', 143],
  ['KILL', 137],
])('a command that dies of SIG%s has the exit code that a shell gives', async (name, exitCode) => {
  expect(await shell.ask(['sh', '-c', `kill -${name} $$`])).toMatchObject({ exitCode })
})

test('input arrives whole, is ended, and is never logged', async () => {
  shell.logged.length = 0
  const text = `päss${'x'.repeat(3_000_000)}`
  expect(await shell.run(['wc', '-c'], { input: new Secret(text) })).toMatch(/3000005/)
  expect(await shell.run(['cat'])).toBe('')
  expect(JSON.stringify(shell.logged)).not.toContain('päss')
})

test('what a login shell prints beforehand is no part of the output', async () => {
  const chatty = await startSshServer({ profile: 'echo Welcome; echo "disk is nearly full" >&2' })
  const guest = await openTestShell(chatty)
  expect(await guest.ask(['echo', 'own'])).toEqual({ exitCode: 0, stdout: 'own\n', stderr: '' })
  guest.close()
  await chatty.close()
})

test('the command speaks English and finds the programs of an administrator', async () => {
  expect(await shell.run(['sh', '-c', 'echo "$LC_ALL"; echo "$PATH"'])).toMatch(/^C\n.*:\/usr\/sbin/)
})

test('output beyond what is kept is let go, and said', async () => {
  await expect(shell.ask(['sh', '-c', 'head -c 9000000 /dev/zero | tr "\\0" x'])).rejects.toMatchObject({
    code: 'quota',
  })
})

test('a background process that holds the output open does not hold the command', async () => {
  expect(await shell.run(['sh', '-c', 'sleep 60 & echo started'])).toBe('started\n')
})

test('twelve commands at once share one connection', async () => {
  const before = server.connections
  const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => shell.run(['echo', String(index)])))
  expect(answers).toEqual(Array.from({ length: 12 }, (_, index) => `${index}\n`))
  expect(server.connections).toBe(before)
})

test('an aborted command is ended with all that it started, and the reason is the one of the signal', async () => {
  const stop = new AbortController()
  const pids: string[] = []
  const running = shell.run(['sh', '-c', 'sleep 300 & echo $!; echo $$; sleep 300'], {
    signal: stop.signal,
    onLine: (line) => {
      pids.push(line)
      if (pids.length === 2) stop.abort(new Error('stopped by the administrator'))
    },
  })
  await expect(running).rejects.toThrow('stopped by the administrator')
  for (const pid of pids) expect(await shell.ask(['kill', '-0', pid])).toMatchObject({ exitCode: 1 })
})

test('a listener that throws ends its command, and its error is the outcome', async () => {
  let pid = ''
  const onLine = (line: string) => {
    pid = line
    throw new Error('that line is not for me')
  }
  await expect(shell.ask(['sh', '-c', 'echo $$; exec sleep 300'], { onLine })).rejects.toThrow(
    'that line is not for me',
  )
  expect(await shell.ask(['kill', '-0', pid])).toMatchObject({ exitCode: 1 })
})

test('a command that will not end by SIGTERM is killed', async () => {
  const stop = new AbortController()
  let pid = ''
  const running = shell.ask(['sh', '-c', 'trap "" TERM; echo $$; while :; do sleep 0.1; done'], {
    signal: stop.signal,
    onLine: (line) => {
      pid = line
      stop.abort(new Error('stopped'))
    },
  })
  await expect(running).rejects.toThrow('stopped')
  expect(await shell.ask(['kill', '-0', pid])).toMatchObject({ exitCode: 1 })
})

test('a signal that has been aborted starts nothing', async () => {
  const before = server.lines.length
  await expect(shell.ask(['true'], { signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow('too late')
  expect(server.lines).toHaveLength(before)
})

test('a server that takes only two commands at once is given no more', async () => {
  const narrow = await startSshServer({ maxSessions: 2 })
  const few = await openTestShell(narrow)
  const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => few.run(['echo', String(index)])))
  expect(answers).toHaveLength(6)
  few.close()
  await narrow.close()
})
