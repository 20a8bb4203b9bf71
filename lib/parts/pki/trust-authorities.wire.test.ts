import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { kept } from '#lib/parts/kept-names.ts'
import { readCertificate } from '#lib/protocols/x509/certificate.ts'
import { applyStep, lookAtStep, undoStep } from '#lib/wizard/run-step.ts'
import { keptText } from '#test/lab-pki.ts'
import { stepContext } from '#test/step-context.ts'
import { type WindowsLab, windowsLab } from '#test/windows-lab.ts'
import { trustAuthorities } from './trust-authorities.ts'

let lab: WindowsLab
let root: string
let intermediate: string

beforeAll(async () => {
  lab = await windowsLab()
  root = readCertificate(keptText(lab.context, kept.rootCertificate)).sha1
  intermediate = readCertificate(keptText(lab.context, kept.intermediateCertificate)).sha1
})
afterAll(() => lab.close())

beforeEach(async () => {
  lab.sent.length = 0
  await undoStep(trustAuthorities, lab.context)
  lab.sent.length = 0
})

const held = (host: string) => {
  const state = lab.running.get(host)?.host.state.read()
  const stores = Object.entries(state?.certificates ?? {})
  return {
    stores: Object.fromEntries(stores.map(([store, certificates]) => [store, Object.keys(certificates)])),
    files: Object.keys(state?.files ?? {}).filter((file) => /fairlead/.test(file)),
  }
}
const untrusting = { stores: { Root: [], CA: [] }, files: [] }
const trusting = () => ({ stores: { Root: [root], CA: [intermediate] }, files: [] })
const writes = () => lab.sent.filter((line) => !/: (Test-Path|Get-ChildItem) /.test(line))

test('puts root and intermediate into their stores on every Windows host, and leaves no file behind', async () => {
  expect(await applyStep(trustAuthorities, lab.context)).toMatchObject({ outcome: 'changed' })
  for (const host of ['LAB-EX01', 'LAB-DC01']) expect(held(host)).toMatchObject(trusting())
  expect(lab.context.evidence.at(-1)).toMatchObject({
    subject: 'trusted-authorities',
    data: [
      { name: 'LAB-EX01', value: expect.stringContaining(root) },
      { name: 'LAB-EX02' },
      { name: 'LAB-DC01' },
      { name: 'LAB-CA02' },
    ],
  })
})

test('its plan is what it then sends, as text that can be copied', async () => {
  const { changes = [] } = await lookAtStep(trustAuthorities, lab.context)
  expect(changes).toHaveLength(8)
  expect(writes()).toEqual([])
  await applyStep(trustAuthorities, lab.context)
  expect(changes.flatMap(({ host, command }) => command?.split('\n').map((line) => `${host}: ${line}`))).toEqual(
    writes(),
  )
  expect(changes[0]?.command).toContain(`-CertStoreLocation 'Cert:\\LocalMachine\\Root'`)
  expect(changes[0]?.command).toContain("'-----BEGIN CERTIFICATE-----'")
})

test('changes nothing the second time', async () => {
  await applyStep(trustAuthorities, lab.context)
  lab.sent.length = 0
  expect(await applyStep(trustAuthorities, lab.context)).toMatchObject({ outcome: 'satisfied' })
  expect(writes()).toEqual([])
})

test.each(['Set-Content', 'Import-Certificate', 'Remove-Item', 'LAB-DC01: Import-Certificate'])(
  'is taken up again after dying at %s',
  async (place) => {
    lab.diesAt = place
    expect(await applyStep(trustAuthorities, lab.context)).toMatchObject({ outcome: 'failed' })
    expect(await applyStep(trustAuthorities, lab.context)).toMatchObject({ outcome: 'changed' })
    for (const host of ['LAB-EX01', 'LAB-DC01']) expect(held(host)).toMatchObject(trusting())
  },
)

test('Undo takes away what was added, and nothing that a host trusted before', async () => {
  // The engine forgets these values with every Undo.
  const context = { ...lab.context, before: stepContext().before }
  const dc = lab.running.get('LAB-DC01')?.host.state
  const der = readCertificate(keptText(lab.context, kept.rootCertificate)).pem.replace(/-----[A-Z ]+-----|\s/g, '')
  await dc?.change((draft) => {
    draft.certificates.Root = { [root]: { der } }
  })
  await applyStep(trustAuthorities, context)
  expect(await undoStep(trustAuthorities, context)).toMatchObject({ outcome: 'undone' })
  expect(held('LAB-EX01')).toMatchObject(untrusting)
  expect(held('LAB-DC01')).toMatchObject({ stores: { Root: [root], CA: [] } })
  await dc?.change((draft) => {
    draft.certificates.Root = {}
  })
})

test('refuses safely: without authorities, and without a password it says where to give one', async () => {
  const { answers, hosts } = lab.context
  expect(await applyStep(trustAuthorities, stepContext({ answers }))).toMatchObject({
    outcome: 'blocked',
    failure: { fix: { part: 'pki' } },
  })
  const without = stepContext({ answers, hosts, kept: new Map(lab.context.kept) })
  without.kept.delete(kept.windowsPassword)
  expect(await applyStep(trustAuthorities, without)).toMatchObject({
    outcome: 'blocked',
    failure: { fix: { part: 'lab', field: 'windows.password' } },
  })
  expect(lab.sent).toEqual([])
})
