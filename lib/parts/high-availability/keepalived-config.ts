import type { Answers } from '#lib/parts/answers.ts'
import { because, type ConfigLine, configText, line, reasonsIn, section } from '#lib/parts/config-line.ts'
import { prefixLength } from '#lib/parts/ipv4.ts'
import { hostsWith, type LabHost } from '#lib/parts/lab/schema.ts'
import type { Reason } from '#lib/wizard/step.ts'
import { NOTIFY, SCRIPT_USER } from './places.ts'
import { scripts } from './track-scripts.ts'

/** The first load balancer of the inventory is preferred while both are well. */
export const preferredNode = ({ lab }: Answers): LabHost | undefined => hostsWith(lab, 'load-balancer')[0]

type Where = {
  node: LabHost
  /** Network interface that holds the node's address. */
  device: string
  scriptUser?: string
}

/** keepalived.conf of one node: VRRP version 3 (RFC 5798) by unicast between the two. */
export function keepalivedConfig(answers: Answers, where: Where): { text: string; why: readonly Reason[] } {
  const lines = [
    line`# Written by Fairlead for ${where.node.name}. It is written anew when the answers change.`,
    ...globals(where),
    ...scripts(),
    ...instance(answers, where),
  ]
  return { text: configText(lines), why: reasonsIn(lines) }
}

const globals = ({ node, scriptUser = SCRIPT_USER }: Where): ConfigLine[] =>
  block(
    'global_defs',
    line`router_id ${node.name}`,
    'enable_script_security',
    because(
      line`script_user ${scriptUser} ${scriptUser}`,
      'Without this user keepalived drops the scripts without a word, and nothing fails over.',
    ),
    because(
      'vrrp_version 3',
      'Version 2 knows whole seconds only, and a password in clear text that protects nothing.',
    ),
    because('vrrp_check_unicast_src', 'Takes no word from anybody but the other node.'),
    'vrrp_garp_master_delay 2',
    'vrrp_garp_master_repeat 3',
    because(
      'vrrp_garp_master_refresh 2',
      'After a healed partition nobody else tells the neighbours where the address is: 19 s of silence were measured without it.',
    ),
    'vrrp_garp_lower_prio_repeat 3',
    'vrrp_garp_lower_prio_delay 2',
    'vrrp_higher_prio_send_advert true',
    because('vrrp_startup_delay 5', 'No address before HAProxy has had time to answer.'),
    because('max_auto_priority 50', 'A busy machine must not miss adverts and lose the address for it.'),
  )

function instance(answers: Answers, { node, device }: Where): ConfigLine[] {
  const { lab, 'high-availability': chosen } = answers
  const isPreferred = preferredNode(answers)?.name === node.name
  const peers = hostsWith(lab, 'load-balancer').filter(({ name }) => name !== node.name)
  return block(
    'vrrp_instance exchange',
    because('state BACKUP', 'On both nodes: who is master is decided by priority, not by who boots first.'),
    line`interface ${device}`,
    because(
      line`virtual_router_id ${chosen.routerId}`,
      'The same on both, and no one else’s here.',
      'Part 6, router id',
    ),
    because(
      line`priority ${isPreferred ? 150 : 100}`,
      'The first load balancer of the inventory has 150, the other 100; equal ones would let the address decide.',
      'Part 1, hosts',
    ),
    because(
      line`advert_int ${chosen.advertSeconds}`,
      'Three missed adverts and a little more make the other node take over.',
      'Part 6, advert interval',
    ),
    because(
      line`preempt_delay ${chosen.preemptDelaySeconds}`,
      'A node that returns lets its probes settle before it takes the address back.',
      'Part 6, preempt delay',
    ),
    because(
      line`unicast_src_ip ${node.address}`,
      'Unicast: virtual switches and clouds drop multicast.',
      'Part 1, hosts',
    ),
    'unicast_peer {',
    ...peers.map(({ address }) => line`    ${address}`),
    '}',
    because('unicast_fault_no_peer', 'Without a peer, older versions fall back to multicast without a word.'),
    'virtual_ipaddress {',
    because(
      line`    ${lab.virtualAddress}/${prefixLength(lab.subnet)} dev ${device}`,
      'What clients connect to.',
      'Part 1, virtual address',
    ),
    '}',
    'track_script {',
    '    haproxy_answers',
    '    exchange_in_sight',
    '}',
    `notify ${NOTIFY}`,
    because(
      `notify_master_rx_lower_pri "${NOTIFY} the other node is master too"`,
      'Two masters go unnoticed, because clients still work; this line puts it into the journal.',
    ),
  )
}

const block = (name: string, ...lines: ConfigLine[]): ConfigLine[] => [...section(`${name} {`, ...lines), '}']
