import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { afterAll, describe, expect, test } from 'vitest'
import { engineProgram } from '#test/peers/powershell/engine.ts'
import { testConfig } from '#test/windows-host.ts'
import { windowsPipe } from '#test/windows-pipe.ts'
import { makeHost } from '../make-host.ts'

/** What Microsoft's client says of one pipeline (test/peers/powershell/Client.cs). */
type Told = {
  state: string
  ended: string | null
  output: string[]
  clixml: string[]
  errors: { message: string; id: string; category: string }[]
  warnings: string[]
  verbose: string[]
  progress: string[]
}

const engine = await engineProgram()
const closing: (() => Promise<void> | void)[] = []
afterAll(async () => {
  for (const close of closing.reverse()) await close()
})

// In CI Microsoft's engine has to be there: then its absence is a failure and not left out.
describe.skipIf('absent' in engine && !process.env.CI)("Microsoft's client on the simulated host", async () => {
  const host = await makeHost(testConfig())
  const [windows, exchange] = await Promise.all([client('full'), client('none')])

  async function client(language: 'full' | 'none') {
    if ('absent' in engine) throw new Error(engine.absent)
    const pipe = await windowsPipe(host, language)
    const peer = spawn(engine.program, ['call', pipe.name])
    closing.push(pipe.close, () => ended(peer))
    const answers = createInterface({ input: peer.stdout })[Symbol.asyncIterator]()
    const next = async () => JSON.parse((await answers.next()).value ?? 'null')
    expect(await next()).toEqual({ opened: 'Opened' })
    return async (asked: object): Promise<Told> => {
      peer.stdin.write(`${JSON.stringify(asked)}\n`)
      return next()
    }
  }

  test('runs cmdlets with typed parameters and gets live objects as bags of properties', async () => {
    const told = await windows({ commands: [{ name: 'Get-Service', parameters: { Name: ['WinRM', 'HTTP'] } }] })
    expect(told).toMatchObject({ state: 'Completed', errors: [] })
    expect(told.output).toHaveLength(2)
    expect(told.clixml[0]).toContain('<T>Deserialized.System.ServiceProcess.ServiceController</T>')
    expect(told.clixml.join()).toContain('WinRM')
  })

  test('runs scripts, pipelines of several commands, and keeps variables between them', async () => {
    await windows({ script: 'param($n) $kept = $n * 2', parameters: { n: 21 } })
    const told = await windows({
      commands: [
        { script: '1..5; $kept' },
        { name: 'Sort-Object', parameters: { Descending: true } },
        { name: 'Select-Object', parameters: { First: 2 } },
      ],
    })
    expect(told.output).toEqual(['42', '5'])
  })

  test('gets bytes, secrets, dates, tables and numbers as what they are', async () => {
    const told = await windows({
      script:
        "param($b, $s) , $b; $s.GetType().Name; Get-Date '2026-01-02'; @{ a = 1 }; 5000000000; 1.5; $true; [guid]'5d1f0c00-0000-4000-8000-000000000001'",
      parameters: { b: { $bytes: 'AAECAw==' }, s: { $secret: 'geheim' } },
    })
    expect(told).toMatchObject({ state: 'Completed', errors: [] })
    const all = told.clixml.join()
    for (const piece of [
      '<BA>AAECAw==</BA>',
      'SecureString',
      '<DT>2026-01-02',
      'Hashtable',
      '<I64>5000000000</I64>',
      '<Db>1.5</Db>',
      '<B>true</B>',
    ]) {
      expect(all).toContain(piece)
    }
  })

  test('sees errors that look like those of Windows, and goes on after them', async () => {
    const told = await windows({ script: "Get-Item C:\\none; Get-Service none; 'after'" })
    expect(told.state).toBe('Completed')
    expect(told.output).toEqual(['after'])
    expect(told.errors).toMatchObject([
      {
        message: "Cannot find path 'C:\\none' because it does not exist.",
        id: 'PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand',
        category: 'ObjectNotFound: (C:\\none:String) [Get-Item], ItemNotFoundException',
      },
      {
        id: 'NoServiceFoundForGivenName,Microsoft.PowerShell.Commands.GetServiceCommand',
        category: 'ObjectNotFound: (none:String) [Get-Service], ServiceCommandException',
      },
    ])
  })

  test('is told a terminating error as the end of the pipeline', async () => {
    const told = await windows({ commands: [{ name: 'Get-Nothing' }] })
    expect(told.state).toBe('Failed')
    expect(told.errors).toMatchObject([
      { id: 'CommandNotFoundException', category: 'ObjectNotFound: (Get-Nothing:String) [], CommandNotFoundException' },
    ])
  })

  test('gets every stream', async () => {
    const told = await windows({
      script:
        "$VerbosePreference = 'Continue'; Write-Warning w; Write-Verbose v; Write-Progress -Activity a -Status s -PercentComplete 50; Write-Host h",
    })
    expect(told).toMatchObject({ warnings: ['w'], verbose: ['v'], progress: ['a: s 50'], errors: [] })
  })

  test('stops what it started', async () => {
    const told = await windows({ commands: [{ name: 'Start-Sleep', parameters: { Seconds: 30 } }], stopAfterMs: 200 })
    expect(told.state).toBe('Stopped')
  })

  test("at Exchange's endpoint gets cmdlets, and is refused a script in Exchange's words", async () => {
    const told = await exchange({ commands: [{ name: 'Get-ExchangeServer' }] })
    expect(told.output).toEqual(['LAB-EX01', 'LAB-EX02'])
    expect(told.clixml[0]).toContain('Deserialized.Microsoft.Exchange.Data.Directory.Management.ExchangeServer')
    const refused = await exchange({ script: 'Get-ExchangeServer' })
    expect(refused).toMatchObject({ state: 'Failed', errors: [{ id: 'ScriptsNotAllowed' }] })
    expect(refused.errors[0]?.message).toBe(
      'The syntax is not supported by this runspace. This can occur if the runspace is in no-language mode.',
    )
  })
})

async function ended(peer: ChildProcessWithoutNullStreams): Promise<void> {
  const closed = new Promise<void>((resolve) => peer.once('close', () => resolve()))
  peer.stdin.end()
  const timer = setTimeout(() => peer.kill('SIGKILL'), 5_000)
  await closed
  clearTimeout(timer)
}
