import { z } from 'zod'
import { Failure } from '#lib/failure.ts'
import type { Shell } from '#lib/wizard/hosts.ts'

const interfaces = z.array(
  z.object({
    ifname: z.string().optional(),
    addr_info: z.array(z.object({ local: z.string().optional() })).default([]),
  }),
)

/** Name of the interface that holds the address on this machine, as the kernel says; `undefined` where none does. */
export async function interfaceHolding(shell: Shell, address: string): Promise<string | undefined> {
  const { exitCode, stdout } = await shell.ask(['ip', '-j', '-4', 'addr'])
  const found = interfaces.safeParse(jsonOf(stdout))
  if (exitCode !== 0 || !found.success)
    throw new Failure('protocol', {
      message: `“ip -j -4 addr” on ${shell.host} did not answer with a list of interfaces.`,
      remedy: 'Fairlead needs iproute2 4.18 or newer on the node; “ip -V” tells which it has.',
      cause: found.error,
    })
  return found.data.find(({ addr_info }) => addr_info.some(({ local }) => local === address))?.ifname
}

/** The nodes in the order in which they are changed: what goes wrong must go wrong first where nobody is served. */
export async function holdersLast(shells: readonly Shell[], addresses: readonly string[]): Promise<Shell[]> {
  const holds = async (shell: Shell) =>
    (await Promise.all(addresses.map((address) => interfaceHolding(shell, address)))).some(Boolean)
  const held = await Promise.all(shells.map(holds))
  return [...shells.filter((_, at) => !held[at]), ...shells.filter((_, at) => held[at])]
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
