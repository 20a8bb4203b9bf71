import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clientAccess } from '#lib/parts/client-access/part.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { trustAuthorities } from '#lib/parts/pki/trust-authorities.ts'
import { parsed } from '#lib/rehearsal/windows/state/certificates.ts'
import type { KeptCertificate } from '#lib/rehearsal/windows/state/host-state.ts'
import { Secret } from '#lib/secret.ts'
import { applyStep, undoStep } from '#lib/wizard/run-step.ts'
import { labState } from './lab-state.ts'
import { stepContext } from './step-context.ts'
import { type WindowsLab, windowsLab } from './windows-lab.ts'
import type { Memory } from './wizard-of-part-3.ts'

const steps = [trustAuthorities, ...clientAccess.steps]
const folder = mkdtempSync(join(tmpdir(), 'killed-wizard-'))
const file = join(folder, 'memory.json')
let lab: WindowsLab

beforeAll(async () => {
  // Each kill leaves two shells on LAB-EX01: some forty within a minute, and none is idle long enough to be closed.
  lab = await windowsLab(undefined, 60)
  for (const name of [kept.leafRequest, kept.leafCertificate, kept.leafKey]) lab.context.kept.delete(name)
})
afterAll(async () => {
  await lab.close()
  rmSync(folder, { recursive: true, force: true })
})

test('killed in the middle of each Step, new processes end where an unbroken run ends', {
  timeout: 120_000,
}, async () => {
  const first = firstMemory()
  const fresh = withoutRandom(lab)
  const { sent, undo } = await unbrokenRun()
  const whole = withoutRandom(lab)
  const names = [...lab.context.kept.keys()].sort()
  await undo()
  expect(withoutRandom(lab)).toEqual(fresh)

  // Each process takes up the Step in which the one before was killed, and is killed in the next one.
  writeFileSync(file, JSON.stringify(first))
  const untouched: Record<string, unknown> = {}
  let from = 0
  for (const [step, { id }] of steps.entries()) {
    const pipelines = sent[id] ?? []
    const times = Math.max(1, middleWrite(pipelines))
    const signal = await wizard({ from, dies: { step, after: pipelines.length > 0 ? 'pipeline' : 'kept', times } })
    if (signal !== 'SIGKILL') untouched[id] = memory().outcomes[id]
    from = step
  }
  // Which asks nothing of a host and keeps nothing.
  expect(untouched).toEqual({ 'prove-chain': 'satisfied' })

  await wizard({ from: 0, dies: null })
  const { outcomes, kept: left } = memory()
  expect(Object.values(outcomes).filter((outcome) => !/^(changed|satisfied)$/.test(outcome))).toEqual([])
  expect(withoutRandom(lab)).toEqual(whole)
  expect(Object.keys(left).sort()).toEqual(names)
})

/** What each Step sent, carried out after the others. */
async function unbrokenRun() {
  const { answers, hosts, keep } = lab.context
  const contexts = new Map(steps.map((step) => [step, { ...stepContext({ answers, hosts }), keep }]))
  const sent: Record<string, string[]> = {}
  for (const [step, context] of contexts) {
    lab.sent.length = 0
    expect([step.id, (await applyStep(step, context)).outcome]).toEqual([
      step.id,
      expect.stringMatching(/^(changed|satisfied)$/),
    ])
    sent[step.id] = [...lab.sent]
  }
  const undo = async () => {
    for (const [step, context] of [...contexts].reverse()) await undoStep(step, context)
  }
  return { sent, undo }
}

/** The place, counted from 1, of the write in the middle; where nothing is written, of the pipeline in the middle. */
function middleWrite(sent: readonly string[]): number {
  const writes = sent.flatMap((text, at) => (isWrite.test(text) ? [at + 1] : []))
  return writes[Math.floor((writes.length - 1) / 2)] ?? Math.ceil(sent.length / 2)
}

const isWrite = /\b(New|Set|Add|Remove|Enable|Import|Export|Update)-/

/** A process that carries out Part 3; the signal that ended it. */
async function wizard(wish: Pick<Memory, 'from' | 'dies'>): Promise<NodeJS.Signals | null> {
  writeFileSync(file, JSON.stringify({ ...memory(), ...wish }))
  const child = spawn(process.execPath, ['test/wizard-of-part-3.ts', file], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk) => (said += chunk))
  const [code, signal] = await once(child, 'close')
  expect({ code, said }).toEqual({ code: signal ? null : 0, said: '' })
  return signal
}

function firstMemory(): Memory {
  const text = (value: string | Secret) => (value instanceof Secret ? value.reveal() : value)
  const all = [...lab.context.kept]
  return {
    hosts: [...lab.running.values()].map(({ host, ports }) => ({ host: { config: host.config }, ports })),
    kept: Object.fromEntries(all.map(([name, value]) => [name, text(value)])),
    secrets: all.flatMap(([name, value]) => (value instanceof Secret ? [name] : [])),
    before: {},
    outcomes: {},
    from: 0,
    dies: null,
  }
}

// Written by this test and by the wizard.
const memory = () => JSON.parse(readFileSync(file, 'utf8')) as Memory

/** The lab's state value by value, but keys, serials, thumbprints, ids and times: each certificate by what it is for. */
function withoutRandom(lab: WindowsLab): unknown {
  const described = (one: KeptCertificate) => {
    const { subject, issuer, subjectAltName } = parsed(one)
    const { der, keyPem, requestDer, ...rest } = one
    return { subject, issuer, subjectAltName, key: keyPem !== undefined, request: requestDer !== undefined, ...rest }
  }
  const state = labState(lab)
  const hosts = Object.entries(state.hosts).map(([name, { certificates, ...host }]) => [
    name,
    {
      ...host,
      certificates: Object.entries(certificates).map(([store, all]) => [
        store,
        Object.values(all ?? {})
          .map(described)
          .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
      ]),
    },
  ])
  const text = JSON.stringify({ hosts: Object.fromEntries(hosts), directory: state.directory })
    .replace(/\b[0-9a-f]{40}\b/gi, 'thumbprint')
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, 'guid')
    .replace(/"[A-Za-z0-9+/=]{200,}"/g, '"bytes"')
  return JSON.parse(text)
}
