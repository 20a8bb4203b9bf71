import type { Answers } from '#lib/parts/answers.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import { putBack } from '#lib/parts/set-aside.ts'
import { holdersLast } from '#lib/parts/virtual-address.ts'
import type { StepContext } from '#lib/wizard/step.ts'
import { loadedAddresses } from './loaded-addresses.ts'
import { CONFIGURATION, DROP_IN, LOADED, NOTIFY } from './places.ts'
import { removeScriptUser } from './script-user.ts'

/** Stops keepalived where it did not run before, then puts the files back; the node without the address goes first. */
export async function undoKeepalived({ answers: { lab }, hosts, before }: StepContext<Answers>): Promise<void> {
  const shells = await Promise.all(hostsWith(lab, 'load-balancer').map(({ name }) => hosts.shell(name)))
  for (const shell of await holdersLast(shells, [lab.virtualAddress, ...(await loadedAddresses(shells))])) {
    const wasActive = await before.recall(`${shell.host}:active`)
    if (wasActive === undefined) continue
    if (wasActive === 'no') await shell.run(['systemctl', 'stop', 'keepalived'])
    if ((await before.recall(`${shell.host}:enabled`)) === 'no') await shell.run(['systemctl', 'disable', 'keepalived'])
    for (const path of [CONFIGURATION, DROP_IN, NOTIFY]) await putBack(before, shell, path)
    await shell.run(['rm', '-f', LOADED])
    await shell.run(['systemctl', 'daemon-reload'])
    if (wasActive === 'yes') await shell.run(['systemctl', 'reload-or-restart', 'keepalived'])
    if ((await before.recall(`${shell.host}:user`)) === null) await shell.run(removeScriptUser)
  }
}
