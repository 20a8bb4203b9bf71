import { because, type ConfigLine, section } from '#lib/parts/config-line.ts'
import { MONITOR_PORT } from '#lib/parts/load-balancer/places.ts'

/** How keepalived asks its own node's HAProxy. `vrrp_track_process` is of no use in containers, and sees only that a process exists. */
export const scripts = (): ConfigLine[] => [
  ...section(
    'vrrp_script haproxy_answers {',
    `script "${ask('/alive')}"`,
    'interval 1',
    'timeout 2',
    'fall 2',
    'rise 3',
    because('weight 0', 'Dead or hung: the node gives the address up at once instead of waiting for an election.'),
    because('init_fail', 'Counts as failed until HAProxy has answered for the first time.'),
  ),
  '}',
  ...section(
    'vrrp_script exchange_in_sight {',
    `script "${ask('/service')}"`,
    'interval 1',
    'timeout 2',
    'fall 2',
    'rise 3',
    because(
      'weight -60',
      'Only a preference: if no node sees Exchange, the address must not vanish from both. A node that was cut off waits until it sees Exchange again.',
    ),
  ),
  '}',
]

const ask = (path: string) => `/usr/bin/curl -fsS -m 1 -o /dev/null http://127.0.0.1:${MONITOR_PORT}${path}`
