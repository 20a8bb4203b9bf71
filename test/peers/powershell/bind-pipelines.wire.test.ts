import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientAccess } from '#lib/parts/client-access/part.ts'
import { kept } from '#lib/parts/kept-names.ts'
import { trustAuthorities } from '#lib/parts/pki/trust-authorities.ts'
import type { CommandJson } from '#lib/protocols/psrp/show/command-json.ts'
import type { SentPipeline } from '#lib/wizard/hosts.ts'
import { applyStep, undoStep } from '#lib/wizard/run-step.ts'
import { type WindowsLab, windowsLab } from '#test/windows-lab.ts'
import { bindPipelines } from './bind-pipelines.ts'
import { engineProgram } from './engine.ts'
import { foundBy, mistakes, plantMistakes } from './plant-mistakes.ts'

const engine = await engineProgram()
const program = 'program' in engine ? engine.program : ''
if ('absent' in engine) process.stdout.write(`Microsoft's parameter binder: left out, ${engine.absent}\n`)

const on =
  (endpoint: SentPipeline['endpoint']) =>
  (...commands: [name: string, parameters?: CommandJson['parameters']][]): SentPipeline => ({
    host: 'LAB-EX01',
    endpoint,
    commands: commands.map(([name, parameters = {}]) => ({ name, parameters })),
  })
const exchange = on('exchange')
const windows = on('windows')
const script = (text: string, parameters: CommandJson['parameters'] = {}): SentPipeline => ({
  ...windows(),
  commands: [{ name: '<script>', text, parameters }],
})

describe.skipIf(!program)("Microsoft's own parameter binder", () => {
  let lab: WindowsLab
  beforeAll(async () => {
    lab = await windowsLab()
    for (const name of [kept.leafRequest, kept.leafCertificate, kept.leafKey]) lab.context.kept.delete(name)
    const steps = [trustAuthorities, ...clientAccess.steps]
    for (const step of steps) {
      expect(await applyStep(step, lab.context)).toMatchObject({ outcome: expect.stringMatching(/changed|satisfied/) })
    }
    for (const step of steps.toReversed()) await undoStep(step, lab.context)
  })
  afterAll(() => lab.close())

  test('takes every pipeline that the Steps send to Windows hosts', async () => {
    expect(lab.pipelines.length).toBeGreaterThan(20)
    const faults = await bindPipelines(program, lab.pipelines)
    expect(
      lab.pipelines.flatMap((pipeline, at) => (faults[at]?.length ? [{ pipeline, faults: faults[at] }] : [])),
    ).toEqual([])
  })

  test.each(Object.keys(mistakes) as (keyof typeof mistakes)[])('finds %s in each of 200 pipelines', async (kind) => {
    const planted = plantMistakes(kind, [...lab.pipelines, ...those], 200)
    expect(planted).toHaveLength(200)
    const faults = await bindPipelines(program, planted)
    const isFound = (at: number) => faults[at]?.some(({ id }) => foundBy[kind].test(id))
    expect(planted.flatMap((pipeline, at) => (isFound(at) ? [] : [{ pipeline, faults: faults[at] }]))).toEqual([])
  })

  test('takes what the reference allows', async () => {
    expect(await bindPipelines(program, those)).toEqual(those.map(() => []))
  })

  test('looks into constant scripts', async () => {
    const faults = await bindPipelines(
      program,
      scripts.map(([pipeline]) => pipeline),
    )
    expect(faults.map((found) => found.map(({ id }) => id.split(',')[0]))).toEqual(scripts.map(([, id]) => [id]))
  })
})

const scripts: [SentPipeline, id: string][] = [
  [script('param($Path) Get-ChildItem -LiteralPth $Path'), 'NamedParameterNotFound'],
  [script('Get-Lantern'), 'CommandNotFoundException'],
  [
    script('param($Path) Set-ItemProperty $Path -Name x -Value 1 -Type Lantern'),
    'ParameterArgumentTransformationError',
  ],
  [script('Test-Path -Path a -LiteralPath b'), 'AmbiguousParameterSet'],
  [script('Restart-Service -Force'), 'MissingMandatoryParameter'],
  [script('param($Path) $Path', { Lantern: 1 }), 'NamedParameterNotFound'],
  [script('param([int]$Count) $Count', { Count: 'many' }), 'ParameterArgumentTransformationError'],
  [script('if ('), 'IfStatementMissingCondition'],
  [script('param($Name) & $Name'), 'NameNotConstant'],
  [windows(['Get-Item', { Path: 'C:\\', InformationAction: 'Ignore' }]), 'TooNew'],
]

/** One pipeline of each shape, so that there is a place for every mistake whatever the Steps send today. */
const those: SentPipeline[] = [
  windows(['Test-Path', { LiteralPath: ['a', 'b'] }]),
  windows(['Set-ItemProperty', { LiteralPath: 'HKLM:\\x', Name: 'x', Value: 1, Type: 'DWord' }]),
  windows(['Add-DnsServerPrimaryZone', { Name: 'a.b', ReplicationScope: 'Forest', DynamicUpdate: 'None' }]),
  windows(['Add-DnsServerResourceRecordA', { ZoneName: 'a.b', Name: '@', IPv4Address: '10.0.0.1' }]),
  exchange(['Get-Mailbox', { ResultSize: 5 }], ['Select-Object', { Property: ['Name'] }]),
  exchange(['New-AcceptedDomain', { Name: 'a', DomainName: 'a.b', DomainType: 'Authoritative', Confirm: false }]),
  exchange(['Set-EmailAddressPolicy', { Identity: 'a', EnabledEmailAddressTemplates: { Add: ['SMTP:a@b'] } }]),
  exchange(['Set-OwaVirtualDirectory', { Identity: 'a', LogonFormat: 'UserName', ExternalUrl: null }]),
  exchange(['Set-MapiVirtualDirectory', { Identity: 'a', IISAuthenticationMethods: ['Ntlm', 'OAuth'] }]),
  exchange(['Set-OrganizationConfig', { MapiHttpEnabled: true }]),
  exchange(['Get-OutlookAnywhere', { Server: 'a' }]),
  exchange(['Enable-ExchangeCertificate', { Thumbprint: 'AB', Server: 'a', Services: ['SMTP', 'IIS'], Force: true }]),
  exchange(['Import-ExchangeCertificate', { FileData: { bytes: 3 }, Password: { secret: true }, Server: 'a' }]),
  script('param([string]$Name) Get-ChildItem -LiteralPath $Name | Where-Object { $_.X } | ForEach-Object { $_ }', {
    Name: 'a',
  }),
]
