import type { Answers } from '#lib/parts/answers.ts'
import { because, type ConfigLine, line, section } from '#lib/parts/config-line.ts'
import { hostsWith } from '#lib/parts/lab/schema.ts'
import { healthPath, type Service, services } from '../services.ts'

/** One backend for each service: its own probe and its own state, so that one sick service takes nothing else with it. */
export const backends = (answers: Answers): ConfigLine[] => services.flatMap((service) => backend(service, answers))

const backend = (service: Service, { lab }: Answers): ConfigLine[] =>
  section(
    line`backend ${service.backend}`,
    ...waits(service),
    'option httpchk',
    because(
      line`http-check send meth GET uri ${healthPath(service)} ver HTTP/1.1 hdr Host ${lab.mailName} hdr User-Agent haproxy-check`,
      'Managed Availability answers here with 200 while the service is healthy, and stops in maintenance mode.',
    ),
    because('http-check expect status 200', 'A redirect or a login form is not health.'),
    ...hostsWith(lab, 'exchange').map(({ name, address }) =>
      because(line`server ${name} ${address}:443`, 'An Exchange server of the inventory.', 'Part 1, hosts'),
    ),
  )

const waits = ({ timeoutServer, name }: Service): ConfigLine[] =>
  timeoutServer === '5m'
    ? []
    : [
        because(
          line`timeout server ${timeoutServer}`,
          `${name} leaves requests open for up to half an hour or an hour.`,
        ),
      ]
