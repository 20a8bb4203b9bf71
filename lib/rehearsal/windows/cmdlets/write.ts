import { type CmdletCall, type Cmdlets, textParameter } from '../powershell/cmdlet.ts'
import { errorCategories } from '../powershell/error-record.ts'
import { listOf, textOf } from '../powershell/value.ts'

/** What a script says on each of the streams. */
export const writeCmdlets: Cmdlets = {
  'Write-Output': { run: (call) => outputAll(call) },
  'Write-Warning': { run: (call) => call.streams.text('warning', textParameter(call, 'Message') ?? '') },
  'Write-Verbose': { run: (call) => call.streams.text('verbose', textParameter(call, 'Message') ?? '') },
  'Write-Debug': { run: (call) => call.streams.text('debug', textParameter(call, 'Message') ?? '') },
  'Write-Host': { run: writeHost },
  'Write-Error': { run: writeError },
  'Write-Progress': { run: writeProgress },
}

function outputAll(call: CmdletCall): void {
  for (const value of listOf(call.parameters.get('InputObject'))) call.streams.output(value)
}

function writeHost(call: CmdletCall): void {
  call.streams.host?.notify('WriteLine2', [listOf(call.parameters.get('Object')).map(textOf).join(' ')])
}

function writeError(call: CmdletCall): void {
  const category = errorCategories.find((one) => one === textParameter(call, 'Category')) ?? 'NotSpecified'
  call.streams.error({
    message: textParameter(call, 'Message') ?? '',
    exception: 'Microsoft.PowerShell.Commands.WriteErrorException',
    fullyQualifiedErrorId: textParameter(call, 'ErrorId') ?? 'Microsoft.PowerShell.Commands.WriteErrorException',
    category,
    activity: 'Write-Error',
    target: call.parameters.get('TargetObject') ?? null,
  })
}

function writeProgress(call: CmdletCall): void {
  const percent = call.parameters.get('PercentComplete')
  call.streams.progress(
    textParameter(call, 'Activity') ?? '',
    textParameter(call, 'Status') ?? 'Processing',
    typeof percent === 'number' ? percent : -1,
  )
}
