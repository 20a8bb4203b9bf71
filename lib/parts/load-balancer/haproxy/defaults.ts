import type { Answers } from '#lib/parts/answers.ts'
import { because, type ConfigLine, line, section } from '#lib/parts/config-line.ts'
import { AUTHORITY_FILE } from '../places.ts'

/** What holds for every Exchange service: connections that belong to one user, long waits, strict TLS towards the servers. */
export const exchangeDefaults = ({ lab, 'load-balancer': { probeIntervalSeconds } }: Answers): ConfigLine[] =>
  section(
    'defaults exchange',
    'log global',
    'mode http',
    'option httplog',
    'option dontlognull',
    'option log-health-checks',
    because(
      'option http-keep-alive',
      'NTLM authenticates a connection, not a request; closing it never completes a login.',
    ),
    because(
      'http-reuse never',
      'IIS ties a login to the connection. A shared one hands a user somebody else’s mailbox (haproxy issue 2985).',
    ),
    because(
      'option prefer-last-server',
      'A client that sends its Kerberos ticket first must come back to the server that knows it, or it is asked for a password.',
    ),
    because('option http-no-delay', 'Outlook Anywhere sends small pieces both ways and would wait for each.'),
    'option redispatch',
    because('retries 2', 'Connections only: EWS, ActiveSync and MAPI requests must not be sent twice.'),
    because('balance leastconn', 'Exchange needs no affinity since 2013; long polls would make round robin lopsided.'),
    'timeout connect 5s',
    line`timeout check ${Math.min(5, Math.max(2, probeIntervalSeconds))}s`,
    'timeout queue 30s',
    because(
      'timeout http-request 15s',
      'Bounds slow headers; bodies of RPC_IN_DATA never end and must not be waited for.',
    ),
    because(
      'timeout http-keep-alive 2m',
      'Would otherwise be the 15 s of http-request, and every idle close costs an NTLM handshake.',
    ),
    because('timeout client 31m', 'Longer than the 15 minutes after which Outlook Anywhere itself says something.'),
    'timeout server 5m',
    'timeout client-fin 30s',
    'timeout tunnel 1h',
    because(
      line`default-server ssl verify required ca-file ${AUTHORITY_FILE} sni str(${lab.mailName}) check-sni ${lab.mailName} check`,
      'The name is pinned: without it HAProxy before 3.3 checks no name at all, and from 3.3 the client would choose it.',
      'Part 1, mail name',
    ),
    because(
      line`default-server inter ${probeIntervalSeconds}s fastinter ${Math.min(2, probeIntervalSeconds)}s downinter ${probeIntervalSeconds}s rise 2 fall 3 slowstart 30s`,
      'Three failed probes take out this service on this server, and nothing else; a server that returns is filled slowly.',
      'Part 5, probe interval',
    ),
    because(
      'default-server on-marked-down shutdown-sessions',
      'Cuts the long polls that hang on a dead service; their clients reconnect to another server at once.',
    ),
  )

/** Without a log: keepalived asks twice a second. */
export const operationsDefaults = (): ConfigLine[] =>
  section('defaults operations', 'mode http', 'timeout connect 2s', 'timeout client 30s', 'timeout server 30s')
