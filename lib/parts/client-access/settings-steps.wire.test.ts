import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Answers } from '#lib/parts/answers.ts'
import { unreachable } from '#lib/protocols/direct-dial.ts'
import { applyStep, lookAtStep, undoStep } from '#lib/wizard/run-step.ts'
import type { Step } from '#lib/wizard/step.ts'
import { stepContext, type TestContext } from '#test/step-context.ts'
import { type WindowsLab, windowsLab } from '#test/windows-lab.ts'
import { outlookAnywhere } from './outlook-anywhere.ts'
import { outlookProvider } from './outlook-provider.ts'
import { serviceConnectionPoint } from './service-connection-point.ts'
import { virtualDirectories } from './virtual-directories.ts'

let lab: WindowsLab
let fresh: ReturnType<typeof state>
beforeAll(async () => {
  lab = await windowsLab()
  fresh = state()
})
afterAll(() => lab.close())

const directory = () => {
  const running = lab.running.get('LAB-EX01')
  if (!running) throw new Error('no LAB-EX01')
  return running.host.directory
}
/** All that Active Directory keeps of Exchange, without what counts restarts. */
const state = () => {
  const { exchange, clientAccess } = directory().read()
  const servers = Object.entries(clientAccess.servers).map(([name, one]) => [name, { ...one, iisRestarts: 0 }])
  return structuredClone({ exchange, clientAccess: { ...clientAccess, servers: Object.fromEntries(servers) } })
}
const putFresh = () =>
  directory().change((draft) => {
    const { servers } = draft.clientAccess
    Object.assign(draft, structuredClone(fresh))
    for (const [name, one] of Object.entries(draft.clientAccess.servers))
      one.iisRestarts = servers[name]?.iisRestarts ?? 0
  })
const writes = () => lab.sent.filter((line) => /: Set-/.test(line))
const settings = (server: string, kind: string) =>
  directory()
    .read()
    .exchange.virtualDirectories.find((one) => one.server === server && one.kind === kind)?.settings

/** A context of its own, so that what one test kept is not recalled by the next. */
const contextWith = (wish: Partial<Answers['client-access']> = {}): TestContext => {
  const { answers, hosts, kept } = lab.context
  return stepContext({
    answers: { ...answers, 'client-access': { ...answers['client-access'], ...wish } },
    hosts,
    kept: new Map(kept),
  })
}

beforeEach(async () => {
  await putFresh()
  lab.sent.length = 0
})

const steps: [string, Step<Answers>, Partial<Answers['client-access']>, writes: number][] = [
  ['the service connection point', serviceConnectionPoint, {}, 2],
  ['Outlook Anywhere', outlookAnywhere, {}, 2],
  ['the virtual directories', virtualDirectories, { adminCenter: 'off' }, 12],
  ['the Outlook providers', outlookProvider, { wildcard: true }, 2],
]

describe.each(steps)('%s', (_, step, wish, count) => {
  test('are set; the plan is what is then sent; a second run writes nothing', async () => {
    const context = contextWith(wish)
    const { changes = [] } = await lookAtStep(step, context)
    expect(writes()).toEqual([])
    lab.sent.length = 0
    expect(await applyStep(step, context)).toMatchObject({ outcome: 'changed' })
    expect(writes()).toHaveLength(count)
    expect(changes.map(({ command }) => command)).toEqual(writes().map((line) => line.replace(/^\S+: /, '')))
    expect(context.evidence.at(-1)).toMatchObject({ kind: 'fact' })
    expect(JSON.stringify(context.evidence.at(-1))).toContain('(before: ')
    lab.sent.length = 0
    expect(await applyStep(step, context)).toMatchObject({ outcome: 'satisfied' })
    expect(writes()).toEqual([])
  })

  test('are taken up again after dying at any write, before or after it was carried out', async () => {
    await applyStep(step, contextWith(wish))
    const wanted = state()
    const places = lab.sent.flatMap((line, at) => (/: Set-/.test(line) ? [at + 1] : []))
    for (const at of places.length > 4 ? [places[5], places[6]] : places) {
      for (const when of ['before', 'after'] as const) {
        await putFresh()
        const context = contextWith(wish)
        lab.dies = { at: at ?? 1, when }
        expect(await applyStep(step, context)).toMatchObject({ outcome: 'failed' })
        expect(await applyStep(step, context)).toMatchObject({ outcome: expect.stringMatching(/changed|satisfied/) })
        expect(state()).toEqual(wanted)
        expect(await undoStep(step, context)).toMatchObject({ outcome: 'undone' })
        expect(state()).toEqual(fresh)
      }
    }
  }, 60_000)
})

describe('Undo', () => {
  test('puts back a URL of odd characters exactly, and what was set in part only', async () => {
    const odd = 'https://mail.old.example/o’wa?$(Remove-Item)&x="`‘'
    await directory().change((draft) => {
      for (const one of draft.exchange.virtualDirectories)
        if (one.kind === 'Owa' && one.server === 'LAB-EX01')
          Object.assign(one.settings, { ExternalUrl: odd, LogonFormat: 'UserName', DefaultDomain: 'old.example' })
    })
    const before = state()
    const context = contextWith()
    const { changes = [] } = await lookAtStep(virtualDirectories, context)
    expect(changes.find(({ summary }) => /LAB-EX01\\owa/.test(summary))?.summary).toContain(
      `ExternalUrl ${odd} → https://`,
    )
    expect(changes.find(({ summary }) => /LAB-EX01\\owa/.test(summary))?.summary).not.toContain('LogonFormat')
    await applyStep(virtualDirectories, context)
    await undoStep(virtualDirectories, context)
    expect(state()).toEqual(before)
  })
})

test('the values of the series: URLs the same inside and outside, SSL required and not offloaded, NTLM', async () => {
  const context = contextWith()
  const { mailName } = context.answers.lab
  for (const step of [outlookAnywhere, virtualDirectories]) await applyStep(step, context)
  for (const server of ['LAB-EX01', 'LAB-EX02']) {
    const owa = `https://${mailName}/owa`
    expect(settings(server, 'Owa')).toMatchObject({ InternalUrl: owa, ExternalUrl: owa, DefaultDomain: 'lab.local' })
    expect(settings(server, 'WebServices')).toMatchObject({ ExternalUrl: `https://${mailName}/EWS/Exchange.asmx` })
    expect(settings(server, 'PowerShell')).toMatchObject({
      InternalUrl: `http://${server.toLowerCase()}.lab.local/powershell`,
      ExternalUrl: `https://${mailName}/powershell`,
    })
    expect(settings(server, 'Ecp')).toMatchObject({ AdminEnabled: true })
    expect(settings(server, 'OutlookAnywhere')).toMatchObject({
      ExternalHostname: mailName,
      InternalClientsRequireSsl: true,
      SSLOffloading: false,
      IISAuthenticationMethods: ['Basic', 'Ntlm', 'Negotiate'],
    })
  }
})

test('an admin centre that Fairlead switched off is there again where HAProxy guards it', async () => {
  const context = contextWith({ adminCenter: 'off' })
  const look = await lookAtStep(virtualDirectories, context)
  expect(look.changes?.filter(({ summary }) => /off for everybody/.test(summary)).map(({ host }) => host)).toEqual([
    ...['LAB-EX01', 'LAB-EX02'],
  ])
  await applyStep(virtualDirectories, context)
  expect(settings('LAB-EX02', 'Ecp')).toMatchObject({ AdminEnabled: false })
  const { changes = [] } = await lookAtStep(virtualDirectories, contextWith({ adminCenter: 'load-balancer' }))
  expect(changes).toEqual([])
  const guarded = { ...context, answers: contextWith({ adminCenter: 'load-balancer' }).answers }
  expect(await applyStep(virtualDirectories, guarded)).toMatchObject({ outcome: 'changed' })
  expect(settings('LAB-EX02', 'Ecp')).toMatchObject({ AdminEnabled: true })
})

test('without a wildcard certificate the providers are left, and a name that stands there is said', async () => {
  const context = contextWith({ wildcard: false })
  expect(await applyStep(outlookProvider, context)).toMatchObject({ outcome: 'satisfied' })
  await directory().change(({ clientAccess }) => {
    Object.assign(clientAccess.outlookProviders.EXPR ?? {}, { CertPrincipalName: 'msstd:*.old.example' })
  })
  expect(await applyStep(outlookProvider, context)).toMatchObject({
    outcome: 'satisfied',
    detail: expect.stringMatching(/EXPR CertPrincipalName: msstd:\*\.old\.example stands there already/),
  })
  expect(writes()).toEqual([])
})

describe('refuses safely', () => {
  test('a server that is down in the middle fails by name, loses nothing, and is taken up again', async () => {
    const context = contextWith()
    const { hosts } = context
    const exchange = async (name: string) => {
      if (name === 'LAB-EX02') throw unreachable('127.0.0.2', 5985, 'ETIMEDOUT')
      return hosts.exchange(name)
    }
    const down = { ...context, hosts: { ...hosts, exchange } }
    const ending = await applyStep(outlookAnywhere, down)
    expect(ending).toMatchObject({
      outcome: 'failed',
      failure: { code: 'unreachable', message: expect.stringContaining('127.0.0.2') },
    })
    expect(state()).toEqual(fresh)
    expect(await applyStep(outlookAnywhere, context)).toMatchObject({ outcome: 'changed' })
  })

  test('a virtual directory that is missing blocks with its name and what to do, and nothing is written', async () => {
    await directory().change((draft) => {
      draft.exchange.virtualDirectories = draft.exchange.virtualDirectories.filter(
        (one) => one.kind !== 'Oab' || one.server !== 'LAB-EX02',
      )
    })
    expect(await applyStep(virtualDirectories, contextWith())).toMatchObject({
      outcome: 'blocked',
      failure: {
        message: expect.stringContaining('LAB-EX02 has no OabVirtualDirectory in its Default Web Site'),
        remedy: expect.stringContaining('New-OabVirtualDirectory'),
      },
    })
    expect(writes()).toEqual([])
  })
})
