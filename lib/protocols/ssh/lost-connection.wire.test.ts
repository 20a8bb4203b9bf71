import { expect, onTestFinished, test } from 'vitest'
import { openTestShell } from '#test/open-test-shell.ts'
import { startSshServer } from '#test/ssh-server.ts'

async function opened() {
  const server = await startSshServer()
  const shell = await openTestShell(server)
  onTestFinished(async () => {
    shell.close()
    await server.close()
  })
  return { server, shell }
}

test('a question that loses its connection is unreachable, a command is unknown, and the next call connects anew', async () => {
  const { server, shell } = await opened()
  server.faults.dropDuring = /half-way/

  await expect(shell.ask(['sh', '-c', 'echo half-way; exec sleep 60'])).rejects.toMatchObject({ code: 'unreachable' })
  await expect(shell.run(['sh', '-c', 'echo half-way; exec sleep 60'])).rejects.toMatchObject({
    code: 'outcome-unknown',
    message: expect.stringMatching(/not known whether it was carried out/),
  })
  expect(await shell.run(['echo', 'again'])).toBe('again\n')
  expect(server.connections).toBe(3)
})

test('a command whose connection goes before it is started was not carried out', async () => {
  const { server, shell } = await opened()
  server.faults.dropBefore = /never-run/
  await expect(shell.run(['echo', 'never-run'])).rejects.toMatchObject({ code: 'unreachable' })
  expect(await shell.run(['echo', 'again'])).toBe('again\n')
})

test('a connection that goes while nothing runs is not noticed', async () => {
  const { server, shell } = await opened()
  server.drop()
  const answers = await Promise.allSettled([shell.ask(['echo', 'one']), shell.ask(['echo', 'two'])])
  const again = await shell.ask(['echo', 'three'])
  expect(again.stdout).toBe('three\n')
  for (const answer of answers)
    if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'unreachable' })
})

test('a shell that has been closed says so', async () => {
  const { shell } = await opened()
  shell.close()
  await expect(shell.run(['true'])).rejects.toMatchObject({ code: 'cancelled' })
})
