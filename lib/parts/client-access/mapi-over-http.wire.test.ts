import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Answers } from '#lib/parts/answers.ts'
import { applyStep, lookAtStep, undoStep } from '#lib/wizard/run-step.ts'
import { stepContext, type TestContext } from '#test/step-context.ts'
import { type WindowsLab, windowsLab } from '#test/windows-lab.ts'
import { mapiOverHttp } from './mapi-over-http.ts'
import { pinStructures } from './pin-structures.ts'

let lab: WindowsLab
let fresh: ReturnType<typeof state>
beforeAll(async () => {
  lab = await windowsLab()
  fresh = structuredClone(state())
})
afterAll(() => lab.close())

const servers = ['LAB-EX01', 'LAB-EX02']
const hostOf = (name: string) => {
  const running = lab.running.get(name)
  if (!running) throw new Error(`no ${name}`)
  return running.host
}
const directory = () => hostOf('LAB-EX01').directory
const registry = (name: string) => hostOf(name).state.read().registry
const environmentKey = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment'
const frameworkKey = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\.NETFramework'
/** Everything that these two Steps may change. */
const state = () => ({
  mapi: directory()
    .read()
    .exchange.virtualDirectories.filter(({ kind }) => kind === 'Mapi'),
  organisation: directory().read().clientAccess.organisation,
  registries: servers.map(registry),
})
const restarts = () => servers.map((name) => hostOf(name).state.read().iis.restarts)
const isWrite = (line: string) => /: (Set-|New-|Remove-|& \{\niisreset)/.test(line)
const writes = () => lab.sent.filter(isWrite)

const contextWith = (wish: Partial<Answers['client-access']> = {}): TestContext => {
  const { answers, hosts, kept } = lab.context
  const mine = { ...answers, 'client-access': { ...answers['client-access'], ...wish } }
  return stepContext({ answers: mine, hosts, kept: new Map(kept) })
}

const putFresh = async () => {
  await directory().change((draft) => {
    const others = draft.exchange.virtualDirectories.filter(({ kind }) => kind !== 'Mapi')
    draft.exchange.virtualDirectories = [...others, ...structuredClone(fresh.mapi)]
    draft.clientAccess.organisation = structuredClone(fresh.organisation)
  })
  for (const [at, name] of servers.entries())
    await hostOf(name).state.change((draft) => {
      draft.registry = structuredClone(fresh.registries[at] ?? {})
    })
}

beforeEach(async () => {
  await putFresh()
  for (const name of servers) await lab.tell(name, { do: 'fail-iisreset', times: 0 })
  lab.sent.length = 0
})

describe('pin-structures', () => {
  test('sets the registry value and the environment variable on every server, once, and owes a restart', async () => {
    const context = contextWith()
    const { changes = [] } = await lookAtStep(pinStructures, context)
    expect(changes).toHaveLength(4)
    lab.sent.length = 0
    expect(await applyStep(pinStructures, context)).toMatchObject({
      outcome: 'changed',
      detail: expect.stringContaining('LAB-EX01 does not list KB2908387'),
    })
    expect(changes.map(({ command }) => command)).toEqual(writes().map((line) => line.replace(/^\S+: /, '')))
    for (const name of servers) {
      expect(registry(name)[frameworkKey]?.DisableRetStructPinning).toEqual({ kind: 'DWord', value: 1 })
      expect(registry(name)[environmentKey]?.COMPLUS_DisableRetStructPinning).toEqual({ kind: 'String', value: '1' })
    }
    expect(JSON.stringify(context.evidence)).toContain('15.0.1497.2')
    lab.sent.length = 0
    expect(await applyStep(pinStructures, context)).toMatchObject({ outcome: 'satisfied' })
    expect(writes()).toEqual([])
    expect(await lookAtStep(mapiOverHttp, contextFrom(context, false))).toMatchObject({
      outcome: 'pending',
      found: expect.stringContaining('still to be restarted'),
    })
  })

  test('is taken up again after dying at any write, and Undo takes away only what was not there before', async () => {
    await hostOf('LAB-EX02').state.change((draft) => {
      Object.assign(draft.registry[frameworkKey] ?? {}, { DisableRetStructPinning: { kind: 'DWord', value: 0 } })
    })
    const before = structuredClone(state())
    await applyStep(pinStructures, contextWith())
    const places = lab.sent.flatMap((line, at) => (isWrite(line) ? [at + 1] : []))
    expect(places).toHaveLength(4)
    for (const at of places)
      for (const when of ['before', 'after'] as const) {
        await putFresh()
        await hostOf('LAB-EX02').state.change((draft) => {
          draft.registry = structuredClone(before.registries[1] ?? {})
        })
        const context = contextWith()
        lab.dies = { at, when }
        expect(await applyStep(pinStructures, context)).toMatchObject({ outcome: 'failed' })
        await applyStep(pinStructures, context)
        expect(await applyStep(pinStructures, context)).toMatchObject({ outcome: 'satisfied' })
        expect(await undoStep(pinStructures, context)).toMatchObject({ outcome: 'undone' })
        expect(state()).toEqual(before)
      }
  }, 60_000)

  test('leaves servers alone that do not need it', async () => {
    expect(await applyStep(pinStructures, contextWith({ mapiOverHttp: false }))).toMatchObject({ outcome: 'satisfied' })
    await withVersion('Version 15.1 (Build 2507.6)', async () => {
      expect(await applyStep(pinStructures, contextWith())).toMatchObject({ outcome: 'satisfied' })
    })
    expect(writes()).toEqual([])
  })
})

describe('mapi-over-http', () => {
  test('is switched on, and IIS restarted on one server after the other, however often it takes', async () => {
    for (const name of servers) await lab.tell(name, { do: 'fail-iisreset', times: 1 })
    const context = contextWith()
    const before = restarts()
    const { changes = [] } = await lookAtStep(mapiOverHttp, context)
    expect(changes.map(({ host, command }) => `${host} ${command?.split(' ')[0]}`)).toEqual([
      'LAB-EX01 Set-MapiVirtualDirectory',
      'LAB-EX02 Set-MapiVirtualDirectory',
      'LAB-EX01 Set-OrganizationConfig',
      'LAB-EX01 iisreset',
      'LAB-EX02 iisreset',
    ])
    lab.sent.length = 0
    expect(await applyStep(mapiOverHttp, context)).toMatchObject({ outcome: 'changed' })
    expect(restarts()).toEqual(before.map((count) => count + 1))
    expect(state().organisation).toMatchObject({ MapiHttpEnabled: true })
    const url = `https://${context.answers.lab.mailName}/mapi`
    for (const { settings } of state().mapi) expect(settings).toMatchObject({ InternalUrl: url, ExternalUrl: url })
    expect(lab.sent.filter((line) => /iisreset/.test(line)).map((line) => line.slice(0, 8))).toEqual([
      ...['LAB-EX01', 'LAB-EX01', 'LAB-EX02', 'LAB-EX02'],
    ])
    lab.sent.length = 0
    expect(await applyStep(mapiOverHttp, context)).toMatchObject({ outcome: 'satisfied' })
    expect(writes()).toEqual([])
    expect(await undoStep(mapiOverHttp, context)).toMatchObject({ outcome: 'undone' })
    expect(state()).toEqual(fresh)
    expect(restarts()).toEqual(before.map((count) => count + 2))
  }, 30_000)

  test('is taken up again after dying at any write, a restart that was owed included', async () => {
    await applyStep(mapiOverHttp, contextWith())
    const wanted = structuredClone(state())
    const places = lab.sent.flatMap((line, at) => (isWrite(line) ? [at + 1] : []))
    expect(places).toHaveLength(5)
    for (const at of places)
      for (const when of ['before', 'after'] as const) {
        await putFresh()
        const context = contextWith()
        const before = restarts()
        lab.dies = { at, when }
        expect(await applyStep(mapiOverHttp, context)).toMatchObject({ outcome: 'failed' })
        await applyStep(mapiOverHttp, context)
        expect(await applyStep(mapiOverHttp, context)).toMatchObject({ outcome: 'satisfied' })
        expect(state()).toEqual(wanted)
        for (const [server, count] of restarts().entries()) expect(count).toBeGreaterThan(before[server] ?? 0)
      }
  }, 90_000)

  test('a restart that never succeeds fails with what IIS said; the next run restarts and changes nothing else', async () => {
    await lab.tell('LAB-EX01', { do: 'fail-iisreset', times: 5 })
    const context = contextWith()
    expect(await applyStep(mapiOverHttp, context)).toMatchObject({
      outcome: 'failed',
      failure: { code: 'remote-error', message: expect.stringContaining('5 attempts') },
    })
    lab.sent.length = 0
    expect(await applyStep(mapiOverHttp, context)).toMatchObject({ outcome: 'changed' })
    expect(writes().every((line) => /iisreset/.test(line))).toBe(true)
  }, 30_000)

  test('refuses safely: a build before Service Pack 1 is blocked with what to install, and nothing is written', async () => {
    await withVersion('Version 15.0 (Build 775.38)', async () => {
      expect(await applyStep(mapiOverHttp, contextWith())).toMatchObject({
        outcome: 'blocked',
        failure: { message: expect.stringContaining('15.0.775.38'), remedy: expect.stringContaining('Service Pack 1') },
      })
      expect(await applyStep(mapiOverHttp, contextWith({ mapiOverHttp: false }))).toMatchObject({
        outcome: 'satisfied',
      })
    })
    expect(writes()).toEqual([])
  })
})

async function withVersion(version: string, work: () => Promise<void>): Promise<void> {
  const set = (text: string) =>
    directory().change(({ exchange }) => {
      for (const server of Object.values(exchange.servers)) server.version = text
    })
  const before = directory().read().exchange.servers['LAB-EX01']?.version ?? ''
  await set(version)
  await work().finally(() => set(before))
}

/** The same wizard with another answer: what it kept, it keeps. */
function contextFrom(context: TestContext, isWanted: boolean): TestContext {
  const { answers } = context
  const changed = { ...answers, 'client-access': { ...answers['client-access'], mapiOverHttp: isWanted } }
  return { ...context, answers: changed }
}
