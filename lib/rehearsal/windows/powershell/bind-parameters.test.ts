import { beforeAll, describe, expect, test } from 'vitest'
import { testShell } from '#test/windows-host.ts'
import type { Value } from './value.ts'

let windows: Awaited<ReturnType<typeof testShell>>
let exchange: Awaited<ReturnType<typeof testShell>>
beforeAll(async () => {
  windows = await testShell()
  exchange = await testShell({ language: 'none', host: windows.host })
})

describe('Windows says what is wrong with parameters, in its own words', () => {
  const commands = 'Microsoft.PowerShell.Commands'
  test.each<[cmdlet: string, given: Record<string, Value>, id: string, message: string]>(
    [
      [
        'Get-Service',
        { Nme: 'x' },
        `NamedParameterNotFound,${commands}.GetServiceCommand`,
        "A parameter cannot be found that matches parameter name 'Nme'.",
      ],
      [
        'New-ItemProperty',
        { Path: 'HKLM:\\SOFTWARE' },
        `MissingMandatoryParameter,${commands}.NewItemPropertyCommand`,
        'Cannot process command because of one or more missing mandatory parameters: Name.',
      ],
      [
        'Start-Sleep',
        { Seconds: 'soon' },
        `CannotConvertArgumentNoMessage,${commands}.StartSleepCommand`,
        'Cannot bind parameter \'Seconds\'. Cannot convert value "soon" to type "System.Int32". Error: "Input string was not in a correct format."',
      ],
      [
        'Start-Sleep',
        { Seconds: 4_294_967_296 },
        `CannotConvertArgumentNoMessage,${commands}.StartSleepCommand`,
        'Cannot bind parameter \'Seconds\'. Cannot convert value "4294967296" to type "System.Int32". Error: "Value was either too large or too small for an Int32."',
      ],
      [
        'Get-Content',
        { Path: null },
        `ParameterArgumentValidationErrorNullNotAllowed,${commands}.GetContentCommand`,
        "Cannot bind argument to parameter 'Path' because it is null.",
      ],
      [
        'Get-Content',
        { Path: 'x', LiteralPath: 'y' },
        `AmbiguousParameterSet,${commands}.GetContentCommand`,
        'Parameter set cannot be resolved using the specified named parameters.',
      ],
      [
        'Get-ItemProperty',
        { P: 'x' },
        `AmbiguousParameter,${commands}.GetItemPropertyCommand`,
        "Parameter cannot be processed because the parameter name 'P' is ambiguous. Possible matches include: -LiteralPath -Name -Path -PipelineVariable.",
      ],
      [
        'New-ItemProperty',
        { Path: 'HKLM:\\SOFTWARE', Name: '' },
        `ParameterArgumentValidationErrorEmptyStringNotAllowed,${commands}.NewItemPropertyCommand`,
        "Cannot bind argument to parameter 'Name' because it is an empty string.",
      ],
    ].map((row) => row as [string, Record<string, Value>, string, string]),
  )('%s %o', async (cmdlet, given, id, message) => {
    const { failed } = await windows.command(cmdlet, given)
    expect(failed).toMatchObject({ fullyQualifiedErrorId: id, message, activity: cmdlet })
  })
})

describe('Exchange says it as the functions do by which it offers its cmdlets', () => {
  const identity = 'LAB-EX01\\owa (Default Web Site)'
  test.each<[given: Record<string, Value>, id: string, message: RegExp]>([
    [
      { Identity: identity, Bogus: 1 },
      'NamedParameterNotFound,Set-OwaVirtualDirectory',
      /^A parameter cannot be found that matches parameter name 'Bogus'\.$/,
    ],
    [{}, 'MissingMandatoryParameter,Set-OwaVirtualDirectory', /missing mandatory parameters: Identity\.$/],
    [
      { Identity: identity, BasicAuthentication: 'yes' },
      'ParameterArgumentTransformationError,Set-OwaVirtualDirectory',
      /Boolean parameters accept only Boolean values and numbers/,
    ],
    [
      { Identity: identity, DomainController: 'not a name' },
      'ParameterArgumentTransformationError,Set-OwaVirtualDirectory',
      /"not a name" isn't a valid FQDN/,
    ],
  ])('%o', async (given, id, message) => {
    const { failed } = await exchange.command('Set-OwaVirtualDirectory', given)
    expect(failed).toMatchObject({ fullyQualifiedErrorId: id, message: expect.stringMatching(message) })
  })
})

test('a cmdlet that Microsoft does not have, or this endpoint does not offer, is not recognised', async () => {
  for (const [shell, name] of [
    [windows, 'Get-Nothing'],
    [windows, 'Get-OwaVirtualDirectory'],
    [exchange, 'Get-Item'],
  ] as const) {
    expect((await shell.command(name)).failed).toMatchObject({
      fullyQualifiedErrorId: 'CommandNotFoundException',
      message: expect.stringContaining(`The term '${name}' is not recognized as the name of a cmdlet`),
    })
  }
})

test('names may be short and in any case, aliases count, and positions are taken in order', async () => {
  for (const script of [
    'Get-Service -Name WinRM',
    'get-service winrm',
    'Get-Service -ServiceName:WinRM',
    'gsv -na WinRM',
    "'WinRM' | Get-Service",
  ]) {
    expect((await windows.script(`(${script}).Name`)).output).toEqual(['WinRM'])
  }
})
