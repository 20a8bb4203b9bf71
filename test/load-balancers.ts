import { defaultAnswers } from '#lib/parts/defaults.ts'
import { type BalancerState, balancerNode } from './balancer-node.ts'
import { keptAuthority } from './kept-authority.ts'
import { stepContext } from './step-context.ts'

const answers = defaultAnswers('rehearsal')
let authority: ReturnType<typeof keptAuthority> | undefined

/** Both nodes of a lab whose Part 2 is done, and the context in which a Step meets them. */
export async function loadBalancers({
  first = {},
  second = {},
  ...options
}: {
  first?: Partial<BalancerState>
  second?: Partial<BalancerState>
} & Parameters<typeof stepContext>[0] = {}) {
  authority ??= keptAuthority(answers)
  const nodes = [
    balancerNode('lab-hap01', '10.113.0.11', first),
    balancerNode('lab-hap02', '10.113.0.12', second),
  ] as const
  const context = stepContext({ answers, shells: nodes, kept: new Map(await authority), ...options })
  return { context, nodes, hap01: nodes[0], hap02: nodes[1] }
}

/** What was done to the nodes, in order, without the looks. */
export const changesOn = (nodes: readonly { transcript: string[]; host: string }[]): string[] =>
  nodes.flatMap(({ transcript, host }) =>
    transcript.filter((line) => !LOOKS.test(line)).map((line) => `${host}: ${line}`),
  )

const LOOKS =
  /^(test|cat|stat|sha256sum|cmp|getent|getsebool|curl|ip|journalctl|haproxy -v|keepalived --version|sysctl -n|firewall-cmd (--permanent )?(--zone=\S+ )?--(state|get|query)|env .*apt-cache|systemctl (is-active|is-enabled|show|reset-failed))\b/
