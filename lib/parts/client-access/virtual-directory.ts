import type { Answers } from '#lib/parts/answers.ts'
import type { Plain } from '#lib/protocols/psrp/clixml/plain.ts'
import { blocked, type Finding, type StepContext } from '#lib/wizard/step.ts'
import { textIn } from './exchange-servers.ts'
import { propertyOf } from './settings.ts'

/** The one that clients reach: that of the Default Web Site, asked of the server itself, because IIS keeps half of it. */
export async function virtualDirectory(
  { hosts }: StepContext<Answers>,
  server: string,
  noun: string,
): Promise<{ identity: string; object: Plain } | Finding> {
  const session = await hosts.exchange(server)
  const found = await session.run([{ name: `Get-${noun}`, parameters: { Server: server } }])
  const [only] = found
  const object =
    found.find((one) => /\(Default Web Site\)$/i.test(identityOf(one))) ?? (found.length === 1 ? only : null)
  if (object) return { identity: identityOf(object), object }
  return blocked(
    `${server} has no ${noun} in its Default Web Site: Get-${noun} names ${found.map(identityOf).join(', ') || 'none'}.`,
    `Make it again on ${server} (New-${noun}), or repair the Client Access role, then look again.`,
  )
}

const identityOf = (object: Plain) => textIn(propertyOf(object, 'Identity'))
