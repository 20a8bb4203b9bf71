import type { Answers } from '#lib/parts/answers.ts'
import type { Dial } from '#lib/protocols/dial.ts'
import { diagnose } from '#lib/protocols/doctor/diagnose.ts'
import { commandJson } from '#lib/protocols/psrp/show/command-json.ts'
import { showCommands } from '#lib/protocols/psrp/show/show-commands.ts'
import type { StepAtWork } from '#lib/wizard/carry-out.ts'
import type { Hosts } from '#lib/wizard/hosts.ts'
import { windowsLogin } from './windows-login.ts'

type Place = { labId: string; answers: Answers; dial: Dial; now: () => StepAtWork }

/** The doctor's look at a Windows host of a lab, by the identity that was approved and by no other way. */
export function diagnoseWindows({ labId, answers, dial, now }: Place): Hosts['diagnose'] {
  return async (name) => {
    const { host, identity, credential } = await windowsLogin(name, labId, answers)
    const { log, sent, signal } = now()
    const told = (commands: Parameters<typeof showCommands>[0]) => {
      log(showCommands(commands), { host: name, level: 'command' })
      sent({ host: name, endpoint: 'windows', commands: commands.map(commandJson) })
    }
    return diagnose({ dial, host: name, address: host.address, credential, identity, told }, signal)
  }
}
