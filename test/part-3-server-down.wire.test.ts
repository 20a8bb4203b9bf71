import { afterAll, beforeAll, expect, test } from 'vitest'
import { clientAccess } from '#lib/parts/client-access/part.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { trustAuthorities } from '#lib/parts/pki/trust-authorities.ts'
import { startWindowsHost } from '#lib/rehearsal/windows/start-windows-host.ts'
import type { Hosts, WindowsSession } from '#lib/wizard/hosts.ts'
import { applyStep } from '#lib/wizard/run-step.ts'
import { stepContext } from './step-context.ts'
import { type WindowsLab, windowsLab } from './windows-lab.ts'

const failing = 'LAB-EX02'
const steps = [trustAuthorities, ...clientAccess.steps]
let lab: WindowsLab
let goesDown = false

beforeAll(async () => {
  lab = await windowsLab()
  for (const name of [kept.leafRequest, kept.leafCertificate, kept.leafKey]) lab.context.kept.delete(name)
})
afterAll(() => lab.close())

/** The server goes down in the place of the next pipeline that would change it. */
async function goDown(): Promise<void> {
  goesDown = false
  await lab.running.get(failing)?.close()
}

/** It comes back where it was, with the state that it had. */
async function comeBack(): Promise<void> {
  const was = lab.running.get(failing)
  if (!was) throw new Error(`this lab has no ${failing}`)
  const { http, https, web = 0, webTls = 0 } = was.ports
  const ports = { ...was.host.config.ports, http, https, web, webTls }
  lab.running.set(failing, await startWindowsHost({ ...was.host.config, ports }))
}

const fragile = (session: WindowsSession): WindowsSession => ({
  ...session,
  run: async (commands, options) => {
    if (goesDown && options?.write && session.host === failing) await goDown()
    return session.run(commands, options)
  },
})

function contextOf() {
  const { answers, hosts: sound, keep } = lab.context
  const hosts: Hosts = {
    ...sound,
    windows: async (name) => fragile(await sound.windows(name)),
    exchange: async (name) => fragile(await sound.exchange(name)),
  }
  return { ...stepContext({ answers, hosts }), keep, kept: lab.context.kept }
}

test('a server that goes down in the middle of a Step fails it with a remedy, and the Step is taken up when it is back', async () => {
  const failed: string[] = []
  for (const step of steps) {
    const context = contextOf()
    goesDown = true
    const { outcome, failure } = await applyStep(step, context)
    const wentDown = !goesDown
    goesDown = false
    if (!wentDown) {
      expect([step.id, outcome, failure?.message]).toEqual([
        step.id,
        expect.stringMatching(/changed|satisfied/),
        undefined,
      ])
      continue
    }
    failed.push(step.id)
    expect([step.id, outcome, failure?.code]).toEqual([
      step.id,
      'failed',
      expect.stringMatching(/unreachable|outcome-unknown/),
    ])
    expect(failure?.message).toContain(failing)
    expect(failure?.remedy?.length).toBeGreaterThan(10)
    await comeBack()
    expect([step.id, (await applyStep(step, context)).outcome]).toEqual([step.id, 'changed'])
  }
  expect(failed).toEqual([
    'trust-authorities',
    'outlook-anywhere',
    'virtual-directories',
    'pin-structures',
    'mapi-over-http',
    'import-certificate',
    'enable-certificate',
  ])

  for (const step of steps)
    expect([step.id, (await applyStep(step, contextOf())).outcome]).toEqual([step.id, 'satisfied'])
  const { My = {} } = lab.running.get(failing)?.host.state.read().certificates ?? {}
  expect(Object.values(My).filter(({ friendlyName }) => friendlyName === 'Exchange 2013 for HAProxy Lab')).toHaveLength(
    1,
  )
})
