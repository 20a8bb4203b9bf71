import { because, type ConfigLine, line, section } from '#lib/parts/config-line.ts'
import { MONITOR_PORT, STATISTICS_PORT } from '../places.ts'
import { services } from '../services.ts'

/** For the node and its administrators only: nothing here listens beyond loopback, so nothing needs a password. */
export const operations = (fingerprint: string): ConfigLine[] => [
  ...section(
    'frontend fe_monitor',
    line`bind 127.0.0.1:${MONITOR_PORT}`,
    because('monitor-uri /alive', 'keepalived asks here every second whether this process still answers.'),
    line`http-request return status 200 content-type text/plain string ${fingerprint} if { path /configuration }`,
    because(
      `http-request return status 503 if { path /service } ${blindness}`,
      'A node that sees no Exchange server at all gives the virtual address to one that does.',
    ),
    'http-request return status 200 if { path /service }',
    'http-request deny status 404',
  ),
  ...section(
    'frontend fe_statistics',
    line`bind 127.0.0.1:${STATISTICS_PORT}`,
    '.if feature(PROMEX)',
    because(
      'http-request use-service prometheus-exporter if { path /metrics }',
      'Only where this HAProxy was built with the exporter; elsewhere the line is skipped.',
    ),
    '.endif',
    'stats enable',
    'stats uri /stats',
    'stats show-legends',
    'stats hide-version',
  ),
]

const blindness = services
  .filter(({ adminOnly }) => !adminOnly)
  .map(({ backend }) => line`{ nbsrv(${backend}) lt 1 }`)
  .join(' ')
