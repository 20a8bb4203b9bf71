import { setTimeout as pause } from 'node:timers/promises'
import { type CmdletCall, type Cmdlets, textParameter, textParameters } from '../powershell/cmdlet.ts'
import { cmdletDate } from '../powershell/dates.ts'
import { wildcard } from '../powershell/operators.ts'
import { NetObject, textOf } from '../powershell/value.ts'
import { timeOf } from '../windows-host.ts'
import { report } from './faults.ts'

export const systemCmdlets: Cmdlets = {
  'Get-Date': { run: getDate },
  'Get-HotFix': { run: getHotFix },
  'Start-Sleep': { run: startSleep },
}

function getDate(call: CmdletCall): void {
  const given = call.parameters.get('Date')
  const date = given instanceof Date ? given : timeOf(call.host)
  const format = textParameter(call, 'Format')
  call.streams.output(format === undefined ? date : cmdletDate(date, format))
}

function getHotFix(call: CmdletCall): void {
  const { hotfixes } = call.host.state.read()
  const asked = textParameters(call, 'Id')
  const descriptions = textParameters(call, 'Description').map(wildcard)
  const found = hotfixes.filter(
    ({ id, description }) =>
      (asked.length === 0 || asked.some((one) => one.toLowerCase() === id.toLowerCase())) &&
      (descriptions.length === 0 || descriptions.some((pattern) => pattern.test(description))),
  )
  if (found.length === 0) {
    report(call, 'Get-HotFix', {
      message: `Cannot find the requested hotfix on the 'localhost' computer. Verify the input and run the command again.`,
      exception: 'System.ArgumentException',
      id: 'GetHotFixNoEntriesFound',
      category: 'ObjectNotFound',
    })
  }
  for (const { id, description, installedOn } of found) {
    call.streams.output(
      new NetObject(
        [
          'System.Management.ManagementObject#root\\cimv2\\Win32_QuickFixEngineering',
          'System.Management.ManagementObject',
        ],
        {
          Description: description,
          HotFixID: id,
          InstalledBy: 'NT AUTHORITY\\SYSTEM',
          InstalledOn: new Date(`${installedOn}T00:00:00Z`),
          CSName: call.host.config.name.toUpperCase(),
        },
        { text: `\\\\${call.host.config.name}\\root\\cimv2:Win32_QuickFixEngineering.HotFixID="${id}"` },
      ),
    )
  }
}

async function startSleep(call: CmdletCall): Promise<void> {
  const milliseconds = call.parameters.get('Milliseconds')
  const ms =
    milliseconds === undefined ? Number(textOf(call.parameters.get('Seconds'))) * 1000 : Number(textOf(milliseconds))
  await pause(ms, undefined, { signal: call.signal })
}
