import type { CmdletCall } from '../powershell/cmdlet.ts'
import { PowerShellError } from '../powershell/error-record.ts'
import { NetObject } from '../powershell/value.ts'

/** Asks yes or no at the client, as ShouldContinue does. Ends the command where nobody is there to be asked. */
export async function isConfirmed({ streams }: CmdletCall, message: string): Promise<boolean> {
  if (!streams.host) throw nobodyToAsk(message)
  const choices = ['&Yes', 'Yes to &All', '&No', 'No to A&ll'].map(
    (label) =>
      new NetObject(
        ['System.Management.Automation.Host.ChoiceDescription'],
        { label, helpMessage: '' },
        { text: label },
      ),
  )
  const chosen = await streams.host.call('PromptForChoice', ['Confirm', message, choices, 0])
  return chosen === 0 || chosen === 1
}

function nobodyToAsk(message: string): PowerShellError {
  return new PowerShellError({
    message: `A command that prompts the user failed because the host program or the command type does not support user interaction. The host was attempting to request confirmation with the following message: ${message}`,
    exception: 'System.Management.Automation.Host.HostException',
    fullyQualifiedErrorId: 'HostFunctionNotImplemented',
    category: 'NotImplemented',
  })
}
