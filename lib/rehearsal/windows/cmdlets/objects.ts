import { type CmdletCall, type Cmdlets, isSwitched, textParameter, textParameters } from '../powershell/cmdlet.ts'
import { customObject, memberOf } from '../powershell/members.ts'
import { applyOperator, order, wildcard } from '../powershell/operators.ts'
import { parseScript } from '../powershell/parse-script.ts'
import { runScript } from '../powershell/run-script.ts'
import { collecting, type Scope } from '../powershell/scope.ts'
import { notSimulated } from '../powershell/script-error.ts'
import {
  Credential,
  Hashtable,
  isTrue,
  listOf,
  NetObject,
  propertyOf,
  Scalar,
  ScriptBlock,
  SecureText,
  textOf,
  type Value,
} from '../powershell/value.ts'
import { fromJson, toJson } from './json.ts'

/** What works on objects of any kind as they come down the pipeline. */
export const objectCmdlets: Cmdlets = {
  'Where-Object': { collects: true, run: whereObject },
  'ForEach-Object': { collects: true, run: forEachObject },
  'Select-Object': { collects: true, run: selectObject },
  'Sort-Object': { collects: true, run: sortObject },
  'Measure-Object': { collects: true, run: measureObject },
  'Out-Null': { collects: true, run: () => undefined },
  'Out-Default': { collects: true, run: passOn },
  'Out-String': {
    collects: true,
    run: (call) =>
      call.streams.output(
        inputOf(call)
          .map((one) => `${textOf(one)}\r\n`)
          .join(''),
      ),
  },
  'New-Object': { run: newObject },
  'ConvertTo-Json': { collects: true, run: convertToJson },
  'ConvertFrom-Json': { collects: true, run: (call) => convertFromJson(call) },
  'ConvertTo-SecureString': { run: convertToSecureString },
}

function inputOf(call: CmdletCall): Value[] {
  const given = call.parameters.get('InputObject')
  return given === undefined ? [...call.input] : listOf(given)
}

function passOn(call: CmdletCall): void {
  for (const item of inputOf(call)) call.streams.output(item)
}

async function whereObject(call: CmdletCall): Promise<void> {
  const filter = call.parameters.get('FilterScript')
  const property = textParameter(call, 'Property')
  const operator = [...call.parameters.keys()].find((name) =>
    /^C?(EQ|NE|GT|GE|LT|LE|Like|NotLike|Match|NotMatch|Contains|In)$/i.test(name),
  )
  for (const item of inputOf(call)) {
    const isKept =
      filter instanceof ScriptBlock
        ? isTrue(await ask(filter, item, call))
        : isTrue(
            operator
              ? applyOperator(
                  operator.toLowerCase(),
                  memberOf(item, property ?? ''),
                  call.parameters.get('Value') ?? null,
                )
              : memberOf(item, property ?? ''),
          )
    if (isKept) call.streams.output(item)
  }
}

async function forEachObject(call: CmdletCall): Promise<void> {
  const member = textParameter(call, 'MemberName')
  for (const item of inputOf(call)) {
    if (member) call.streams.output(memberOf(item, member))
    for (const block of listOf(call.parameters.get('Process'))) {
      if (block instanceof ScriptBlock) await runScript(processing(block), [], [item], scopeOf(call))
    }
  }
}

async function selectObject(call: CmdletCall): Promise<void> {
  let items = inputOf(call)
  const [first, last, skip] = ['First', 'Last', 'Skip'].map((name) => call.parameters.get(name))
  if (typeof skip === 'number') items = items.slice(skip)
  if (typeof first === 'number') items = items.slice(0, first)
  if (typeof last === 'number') items = items.slice(-last || items.length)
  if (isSwitched(call, 'Unique'))
    items = items.filter((one, at) => items.findIndex((other) => textOf(other) === textOf(one)) === at)

  const expanded = textParameter(call, 'ExpandProperty')
  const wanted = listOf(call.parameters.get('Property'))
  for (const item of items) {
    if (expanded) for (const value of listOf(memberOf(item, expanded))) call.streams.output(value)
    else call.streams.output(wanted.length > 0 ? await selected(item, wanted, call) : item)
  }
}

async function selected(item: Value, wanted: readonly Value[], call: CmdletCall): Promise<Value> {
  const properties: Record<string, Value> = {}
  for (const one of wanted) {
    if (one instanceof Hashtable) {
      const expression = propertyOf(one, 'Expression') ?? propertyOf(one, 'E') ?? null
      const name = textOf(propertyOf(one, 'Name') ?? propertyOf(one, 'N') ?? propertyOf(one, 'Label'))
      properties[name] =
        expression instanceof ScriptBlock ? await ask(expression, item, call) : memberOf(item, textOf(expression))
    } else if (/[*?]/.test(textOf(one)) && item instanceof NetObject) {
      for (const [name, value] of item.properties) if (wildcard(textOf(one)).test(name)) properties[name] = value
    } else properties[textOf(one)] = memberOf(item, textOf(one))
  }
  const types = item instanceof NetObject ? item.types.map((type) => `Selected.${type}`).slice(0, 1) : []
  return new NetObject([...types, 'System.Management.Automation.PSCustomObject'], properties, {
    text: `@{${Object.entries(properties)
      .map(([name, value]) => `${name}=${textOf(value)}`)
      .join('; ')}}`,
  })
}

function sortObject(call: CmdletCall): void {
  const [by] = textParameters(call, 'Property')
  const key = (item: Value) => (by === undefined ? item : memberOf(item, by))
  const sorted = inputOf(call).sort((a, b) => order(key(a), key(b)))
  for (const item of isSwitched(call, 'Descending') ? sorted.reverse() : sorted) call.streams.output(item)
}

function measureObject(call: CmdletCall): void {
  const { length } = inputOf(call)
  call.streams.output(
    new NetObject(['Microsoft.PowerShell.Commands.GenericMeasureInfo', 'Microsoft.PowerShell.Commands.MeasureInfo'], {
      Count: length,
    }),
  )
}

function newObject(call: CmdletCall): void {
  call.streams.output(made(textParameter(call, 'TypeName') ?? '', call))
}

function made(typeName: string, call: CmdletCall): Value {
  const type = typeName.toLowerCase().replace(/^system\./, '')
  const [first, second] = listOf(call.parameters.get('ArgumentList'))
  const table = call.parameters.get('Property')
  if (/pscredential$/.test(type) && second instanceof SecureText) return new Credential(textOf(first), second)
  if (/^(management\.automation\.)?ps(custom)?object$|^object$/.test(type))
    return customObject(table instanceof Hashtable ? table : new Hashtable())
  if (type === 'uri') return new Scalar('Uri', textOf(first))
  throw notSimulated(`New-Object ${typeName}`)
}

function convertToJson(call: CmdletCall): void {
  const items = inputOf(call)
  const depth = call.parameters.get('Depth')
  const text = JSON.stringify(
    toJson(items.length === 1 ? (items[0] ?? null) : items, typeof depth === 'number' ? depth : 2),
    null,
    isSwitched(call, 'Compress') ? 0 : 4,
  )
  call.streams.output(text)
}

function convertFromJson(call: CmdletCall): void {
  for (const value of listOf(fromJson(inputOf(call).map(textOf).join('\n')))) call.streams.output(value)
}

function convertToSecureString(call: CmdletCall): void {
  if (!isSwitched(call, 'AsPlainText')) throw notSimulated('ConvertTo-SecureString of an encrypted standard string')
  call.streams.output(new SecureText(textParameter(call, 'String') ?? ''))
}

async function ask(block: ScriptBlock, item: Value, call: CmdletCall): Promise<Value> {
  const { scope, taken } = collecting(scopeOf(call))
  await runScript(processing(block), [], [item], scope)
  return taken.length > 1 ? taken : (taken[0] ?? null)
}

/** A block runs once for each object, with the object in `$_`. */
function processing(block: ScriptBlock) {
  const script = parseScript(block.text)
  return { ...script, process: [...script.process, ...script.end], end: [] }
}

function scopeOf({ host, session, streams, signal }: CmdletCall): Scope {
  return { host, session, streams, signal, variables: session.variables }
}
