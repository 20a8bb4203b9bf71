import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { env } from '#lib/env.ts'
import { testConfig } from '#test/windows-host.ts'
import { type RunningHost, startWindowsHost } from './start-windows-host.ts'

const peers = join(env.root, 'test/peers/winrm')
const python = '/usr/bin/python3'
const ansible = '/usr/bin/ansible'
// A bundle of authorities in the environment would overrule what pywinrm is told about the certificate.
const { REQUESTS_CA_BUNDLE: _, CURL_CA_BUNDLE: __, ...plainEnvironment } = process.env
const legacy = { ...plainEnvironment, OPENSSL_CONF: join(peers, 'openssl-legacy.cnf') }
// In CI they have to be there: then a missing one is a failure and not left out.
const isAbsent = (program: string, ...words: string[]) => !process.env.CI && !answers(program, words)

let running: RunningHost
beforeAll(async () => {
  running = await startWindowsHost(testConfig())
})
afterAll(() => running.close())

describe.skipIf(isAbsent(python, '-c', 'import winrm'))('pywinrm, sealed by NTLM', () => {
  test('runs a command and gets its output, its errors and its exit code', async () => {
    expect(await pywinrm({ command: 'hostname' })).toEqual({ exitCode: 0, stdout: 'LAB-EX01\r\n', stderr: '' })
    expect(await pywinrm({ command: 'exit', arguments: ['3'] })).toMatchObject({ exitCode: 3 })
    expect((await pywinrm({ command: 'nope' })).stderr).toContain(
      "'nope' is not recognized as an internal or external command",
    )
  })

  test("runs PowerShell that reaches the host's state", async () => {
    const script =
      "New-ItemProperty -Path HKLM:\\SOFTWARE\\Microsoft\\.NETFramework -Name Peer -PropertyType DWord -Value 7 | Out-Null; 'gesetzt: é'"
    expect(await pywinrm({ script })).toEqual({ exitCode: 0, stdout: 'gesetzt: é\r\n', stderr: '' })
    const key = running.host.state.read().registry['HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\.NETFramework']
    expect(key?.Peer).toEqual({ kind: 'DWord', value: 7 })
  })

  test('is refused with a wrong password, and with it only', async () => {
    expect(await pywinrm({ command: 'hostname', password: 'wrong' })).toEqual({ error: 'InvalidCredentialsError' })
    expect(await pywinrm({ command: 'hostname' })).toMatchObject({ exitCode: 0 })
  })

  test('waits through its operation timeouts for something that takes longer', async () => {
    const reply = await pywinrm({ command: 'ping', arguments: ['-n', '3'], operationTimeoutSeconds: 1 })
    expect(reply.stdout?.match(/Reply from/g)).toHaveLength(3)
  })

  test('logs in inside TLS, where the login is tied to the channel', async () => {
    const url = `https://127.0.0.1:${running.ports.https}/wsman`
    expect(await pywinrm({ command: 'hostname', url })).toMatchObject({ stdout: 'LAB-EX01\r\n' })
  })
})

describe.skipIf(isAbsent(ansible, '--version'))("Ansible's raw, sealed by NTLM", () => {
  test('runs a script and reports what it says', async () => {
    const said = await ansibleRaw('Start-Sleep -Seconds 2; (Get-Service WinRM).Status; "fertig: é"')
    expect(said).toContain('Running')
    expect(said).toContain('fertig: é')
  })

  test('reports a failed script as failed', async () => {
    await expect(ansibleRaw('throw "no"')).rejects.toThrow(/FAILED/)
  })
})

type Reply = { exitCode?: number; stdout?: string; stderr?: string; error?: string }

async function pywinrm(wish: Record<string, unknown>): Promise<Reply> {
  const asked = { url: `http://127.0.0.1:${running.ports.http}/wsman`, ...login(), ...wish }
  // run.py prints one object of this shape and nothing else.
  return JSON.parse(await run(python, [join(peers, 'run.py')], JSON.stringify(asked))) as Reply
}

async function ansibleRaw(script: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'ansible-'))
  const variables = {
    ansible_connection: 'winrm',
    ansible_winrm_scheme: 'http',
    ansible_winrm_transport: 'ntlm',
    ansible_winrm_operation_timeout_sec: 1,
    ansible_winrm_read_timeout_sec: 10,
    ansible_host: '127.0.0.1',
    ansible_port: running.ports.http,
    ansible_user: login().user,
    ansible_password: login().password,
  }
  try {
    // JSON is YAML, so that no value needs quoting in an inventory.
    writeFileSync(join(folder, 'hosts.yml'), JSON.stringify({ all: { hosts: { windows: variables } } }), {
      mode: 0o600,
    })
    return await run(ansible, ['-i', join(folder, 'hosts.yml'), 'windows', '-m', 'raw', '-a', script])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function login() {
  const [account] = running.host.config.accounts
  return { user: `${account?.domain}\\${account?.user}`, password: account?.password ?? '' }
}

function run(program: string, words: string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, words, { env: legacy, timeout: 30_000 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${stdout}\n${stderr}`))
      else resolve(stdout)
    })
    child.stdin?.end(input)
  })
}

function answers(program: string, words: string[]): boolean {
  try {
    execFileSync(program, words, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
