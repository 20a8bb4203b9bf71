import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { type WindowsHostConfig, type WindowsHostInput, windowsHostSchema } from '#lib/rehearsal/windows/config.ts'
import { makeHost } from '#lib/rehearsal/windows/make-host.ts'
import { type ErrorRecord, PowerShellError } from '#lib/rehearsal/windows/powershell/error-record.ts'
import { runPipeline } from '#lib/rehearsal/windows/powershell/run-pipeline.ts'
import { Session } from '#lib/rehearsal/windows/powershell/session.ts'
import type { Value } from '#lib/rehearsal/windows/powershell/value.ts'
import type { WindowsHost } from '#lib/rehearsal/windows/windows-host.ts'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A host for tests: on loopback, on free ports, in a folder of its own, with the names of the series. */
export function testConfig(wish: Partial<WindowsHostInput> = {}): WindowsHostConfig {
  const folder = mkdtempSync(join(tmpdir(), 'windows-host-'))
  folders.push(folder)
  return windowsHostSchema.parse({
    name: 'LAB-EX01',
    role: 'exchange',
    address: '127.0.0.1',
    ports: { http: 0, https: 0, web: 0, webTls: 0, dns: 0 },
    domain: { dns: 'lab.local', netbios: 'LAB' },
    accounts: [{ user: 'Administrator', domain: 'LAB', password: 'Passw0rd!Ünï' }],
    exchangeServers: ['LAB-EX01', 'LAB-EX02'],
    folder,
    directoryFile: join(folder, 'directory.json'),
    ...wish,
  })
}

/** A host that does not listen. Its first state is made once, because its keys take a while. */
async function testHost(): Promise<WindowsHost> {
  prepared ??= makeHost(testConfig())
  const first = await prepared
  const config = testConfig()
  cpSync(join(first.config.folder, 'state.json'), join(config.folder, 'state.json'))
  return makeHost(config)
}

let prepared: Promise<WindowsHost> | undefined

export type Ran = { output: Value[]; errors: ErrorRecord[]; warnings: string[]; said: string[]; failed?: ErrorRecord }
type Parameters = Record<string, Value>

type TestShellWish = {
  language?: 'full' | 'none'
  host?: WindowsHost
  /** A person at the client who answers every question with this; absent: nobody is there. */
  person?: Value
}

/** Runs commands and scripts on a host without any wire. One session keeps its variables from run to run. */
export async function testShell(wish: TestShellWish = {}) {
  const host = wish.host ?? (await testHost())
  const session = new Session(wish.language ?? 'full')
  const { person } = wish

  const run = async (text: string, isScript: boolean, parameters: Parameters, input?: Value[]): Promise<Ran> => {
    const ran: Ran = { output: [], errors: [], warnings: [], said: [] }
    const streams = {
      output: (value: Value) => void ran.output.push(value),
      error: (record: ErrorRecord) => void ran.errors.push(record),
      text: (stream: string, message: string) => void (stream === 'warning' ? ran.warnings : ran.said).push(message),
      progress: () => undefined,
      ...(person !== undefined && { host: { call: async () => person, notify: () => undefined } }),
    }
    const given = Object.entries(parameters).map(([name, value]) => ({ name, value, given: true }))
    const scope = { host, session, streams, signal: AbortSignal.timeout(10_000), variables: session.variables }
    try {
      await runPipeline([[{ text, isScript, arguments: given }]], input, scope)
    } catch (error) {
      if (!(error instanceof PowerShellError)) throw error
      ran.failed = error.record
    }
    return ran
  }

  return {
    host,
    session,
    command: (name: string, parameters: Parameters = {}, input?: Value[]) => run(name, false, parameters, input),
    script: (text: string, parameters: Parameters = {}, input?: Value[]) => run(text, true, parameters, input),
  }
}
