import { Failure } from '#lib/failure.ts'
import type { Answers } from '#lib/parts/answers.ts'
import type { LabHost } from '#lib/parts/lab/schema.ts'
import { interfaceHolding } from '#lib/parts/virtual-address.ts'
import type { Shell } from '#lib/wizard/hosts.ts'
import type { Reason } from '#lib/wizard/step.ts'
import { keepalivedConfig } from './keepalived-config.ts'
import { CONFIGURATION, DROP_IN, LOADED, NOTIFY } from './places.ts'

export type NodeFile = { path: string; content: string; mode: number; why?: readonly Reason[] }

/** What stands on one node for keepalived; and its configuration as `keepalived -t` can be asked about it. */
export async function nodeFiles(shell: Shell, answers: Answers, node: LabHost) {
  const device = await interfaceHolding(shell, node.address)
  if (!device)
    throw new Failure('host-unfit', {
      message: `No interface of ${node.name} holds ${node.address}; “ip addr” was asked on the node.`,
      remedy: 'Correct the address of this host in Part 1, or give the node this address.',
      fix: { part: 'lab', field: 'hosts', tab: 'answers', label: 'Go to the hosts' },
    })
  const { text, why } = keepalivedConfig(answers, { node, device })
  const files: NodeFile[] = [
    { path: NOTIFY, content: NOTIFY_SCRIPT, mode: 0o755 },
    { path: DROP_IN, content: DROP_IN_UNIT, mode: 0o644 },
    { path: CONFIGURATION, content: text, mode: 0o640, why },
  ]
  // As another script user keepalived 2.2.6 and 2.2.7 end their own test by SIGTERM, valid or not.
  return { files, asRoot: keepalivedConfig(answers, { node, device, scriptUser: 'root' }).text }
}

const NOTIFY_SCRIPT = `#!/bin/sh
# Written by Fairlead. keepalived calls it when this node gains or gives up the virtual address.
exec /usr/bin/logger -t fairlead-vrrp -- "$@"
`

const DROP_IN_UNIT = `# Written by Fairlead.
[Unit]
After=haproxy.service

[Service]
# A killed keepalived leaves the address behind on its node.
Restart=on-failure
RestartSec=1
# Tells which configuration was loaded last.
ExecStartPost=/bin/cp ${CONFIGURATION} ${LOADED}
ExecReload=/bin/cp ${CONFIGURATION} ${LOADED}
`
