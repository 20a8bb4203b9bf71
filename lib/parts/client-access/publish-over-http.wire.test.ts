import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { kept } from '#lib/parts/kept-names.ts'
import { authorities } from '#lib/parts/pki/authorities.ts'
import { issueCrl } from '#lib/protocols/x509/crl.ts'
import { derOf } from '#lib/protocols/x509/pem.ts'
import { applyStep, lookAtStep, undoStep } from '#lib/wizard/run-step.ts'
import { keptText } from '#test/lab-pki.ts'
import { stepContext, type TestContext } from '#test/step-context.ts'
import { type WindowsLab, windowsLab } from '#test/windows-lab.ts'
import { publishOverHttp } from './publish-over-http.ts'
import { removeIis } from './web-site-pipelines.ts'

let lab: WindowsLab
let context: TestContext
beforeAll(async () => {
  lab = await windowsLab()
})
afterAll(() => lab.close())

const ca = () => {
  const host = lab.running.get('LAB-CA02')?.host
  if (!host) throw new Error('this lab has no LAB-CA02')
  return host
}
const root = 'C:\\inetpub\\wwwroot'
const files = () =>
  Object.fromEntries(
    Object.entries(ca().state.read().files).flatMap(([path, content]) =>
      path.startsWith(`${root}\\`) && content !== null ? [[path.slice(root.length + 1), content]] : [],
    ),
  )
const wanted = () => ({
  'root.crl': derOf(keptText(context, kept.rootCrl), 'X509 CRL').toString('base64'),
  'intermediate.crl': derOf(keptText(context, kept.intermediateCrl), 'X509 CRL').toString('base64'),
  'root.crt': derOf(keptText(context, kept.rootCertificate), 'CERTIFICATE').toString('base64'),
  'intermediate.crt': derOf(keptText(context, kept.intermediateCertificate), 'CERTIFICATE').toString('base64'),
})
const served = async () =>
  (await (await context.hosts.windows('LAB-CA02')).run([{ name: 'Test-Path', parameters: { Path: root } }]))[0]
const writes = () => lab.sent.filter((line) => !/: (Test-Path|Get-\w+|Invoke-WebRequest) /.test(line))
const dismissed = () => writes().filter((line) => /dism\.exe/.test(line))

beforeEach(async () => {
  lab.dies = undefined
  const session = await lab.context.hosts.windows('LAB-CA02')
  await session.run(removeIis, { write: true })
  await ca().state.change((draft) => {
    for (const path of Object.keys(draft.files)) if (path.startsWith('C:\\inetpub')) delete draft.files[path]
  })
  context = { ...lab.context, before: stepContext().before, kept: lab.context.kept }
  lab.sent.length = 0
})

test('installs IIS where there is none and serves the four files, as bytes', async () => {
  expect(await applyStep(publishOverHttp, context)).toMatchObject({
    outcome: 'changed',
    detail: 'IIS on LAB-CA02 serves root.crl, intermediate.crl, root.crt, intermediate.crt',
  })
  expect(files()).toMatchObject(wanted())
  expect(dismissed()).toHaveLength(1)
  expect(await served()).toBe(true)
})

test('its plan says what it installs and writes, and changes nothing', async () => {
  const { changes = [] } = await lookAtStep(publishOverHttp, context)
  expect(changes.map(({ summary }) => summary)).toEqual([
    expect.stringMatching(/^Would install IIS/),
    ...Object.keys(wanted()).map((name) => expect.stringContaining(`Would write ${root}\\${name}`)),
  ])
  expect(changes[0]?.command).toContain('dism.exe /Online /Enable-Feature')
  expect(writes()).toEqual([])
})

test('changes nothing the second time, and after the lists were issued again only what differs', async () => {
  await applyStep(publishOverHttp, context)
  lab.sent.length = 0
  expect(await applyStep(publishOverHttp, context)).toMatchObject({ outcome: 'satisfied' })
  expect(writes()).toEqual([])

  const key = context.kept.get(authorities.root.key)
  if (!key || typeof key === 'string') throw new Error('there is no key of the root CA')
  const before = keptText(context, kept.rootCrl)
  const issuer = { certificate: keptText(context, kept.rootCertificate), key }
  context.kept.set(kept.rootCrl, await issueCrl({ issuer, number: BigInt(Date.now()), days: 30 }))
  expect(await applyStep(publishOverHttp, context)).toMatchObject({ outcome: 'changed' })
  expect(writes()).toEqual([expect.stringContaining('Set-Content')])
  expect(Object.keys(files())).toHaveLength(5)
  context.kept.set(kept.rootCrl, before)
})

test('a foreign file of the same name is kept beside, and comes back by Undo; the role stays where it was before', async () => {
  const foreign = Buffer.from('the list of another authority').toString('base64')
  await applyStep(publishOverHttp, { ...context, before: stepContext().before })
  await ca().state.change((draft) => {
    for (const name of Object.keys(wanted())) delete draft.files[`${root}\\${name}`]
    draft.files[`${root}\\root.crl`] = foreign
  })
  const { changes = [] } = await lookAtStep(publishOverHttp, context)
  expect(changes.map(({ summary }) => summary)).toContainEqual(
    expect.stringMatching(/^Would keep the foreign root\.crl beside as root\.crl\.before-fairlead-\d{8}T\d{6}Z$/),
  )
  expect(await applyStep(publishOverHttp, context)).toMatchObject({ outcome: 'changed' })
  expect(files()).toMatchObject({ ...wanted(), [asideName()]: foreign })
  expect(await undoStep(publishOverHttp, context)).toMatchObject({ outcome: 'undone' })
  expect(files()).toEqual({ 'iisstart.htm': expect.any(String), 'root.crl': foreign })
  expect(ca().state.read().services.W3SVC?.status).toBe('Running')
})
const asideName = () => Object.keys(files()).find((name) => name.includes('before-fairlead')) ?? 'none'

test('Undo takes away the files and the role that it installed; not the role where others use it by now', async () => {
  await applyStep(publishOverHttp, context)
  await ca().state.change((draft) => {
    draft.files[`${root}\\theirs.htm`] = ''
  })
  expect(await undoStep(publishOverHttp, context)).toMatchObject({ outcome: 'undone' })
  expect(Object.keys(files())).toEqual(['iisstart.htm', 'theirs.htm'])
  expect(ca().state.read().services.W3SVC?.status).toBe('Running')
  expect(context.logged.at(-1)).toMatch(/IIS stays: .* holds theirs\.htm/)
  await ca().state.change((draft) => {
    delete draft.files[`${root}\\theirs.htm`]
  })
  await undoStep(publishOverHttp, context)
  expect(ca().state.read().services.W3SVC).toBeUndefined()
})

test('starts IIS where it was stopped', async () => {
  await applyStep(publishOverHttp, context)
  const session = await context.hosts.windows('LAB-CA02')
  await session.run([{ name: 'Stop-Service', parameters: { Name: 'W3SVC' } }], { write: true })
  expect(await applyStep(publishOverHttp, context)).toMatchObject({ outcome: 'changed' })
  expect(ca().state.read().services.W3SVC?.status).toBe('Running')
})

test.each(['before', 'after'] as const)(
  'is taken up again after dying %s each pipeline that changes something',
  async (when) => {
    await applyStep(publishOverHttp, context)
    const isWrite = writes()
    const [places, whole] = [lab.sent.flatMap((line, at) => (isWrite.includes(line) ? [at + 1] : [])), files()]
    expect(places).toHaveLength(5)
    for (const at of places) {
      await undoStep(publishOverHttp, context)
      context = { ...context, before: stepContext().before }
      lab.dies = { at, when }
      expect(await applyStep(publishOverHttp, context)).toMatchObject({ outcome: 'failed' })
      expect((await applyStep(publishOverHttp, context)).outcome).toMatch(/^(changed|satisfied)$/)
      expect(files()).toEqual(whole)
    }
    expect(await undoStep(publishOverHttp, context)).toMatchObject({ outcome: 'undone' })
    expect(ca().state.read().services.W3SVC).toBeUndefined()
  },
)

test('without an issuing CA it names the four files that a person has to serve; without Part 2 it sends there', async () => {
  const { lab: answers } = context.answers
  const hosts = answers.hosts.filter(({ role }) => role !== 'issuing-ca')
  const alone = { ...context, answers: { ...context.answers, lab: { ...answers, hosts } } }
  const { outcome, failure } = await applyStep(publishOverHttp, alone)
  expect(outcome).toBe('blocked')
  for (const name of Object.keys(wanted())) expect(failure?.remedy).toContain(`http://${answers.pkiName}/${name}`)
  expect(await applyStep(publishOverHttp, stepContext({ answers: context.answers }))).toMatchObject({
    outcome: 'blocked',
    failure: { fix: { part: 'pki' } },
  })
  expect(writes()).toEqual([])
})
