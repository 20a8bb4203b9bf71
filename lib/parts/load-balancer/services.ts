export type ServiceId = 'owa' | 'ecp' | 'ews' | 'eas' | 'oab' | 'mapi' | 'rpc' | 'autodiscover' | 'powershell'

/** One virtual directory of Exchange, balanced and probed on its own. */
export type Service = {
  readonly id: ServiceId
  /** What an Exchange administrator calls it. */
  readonly name: string
  /** Virtual directory as Exchange spells it; matched without regard to case. */
  readonly path: string
  /** Name of its backend in haproxy.cfg, in the statistics and on the runtime socket. */
  readonly backend: string
  /** How long HAProxy waits for an answer: longer than the longest request that the protocol leaves open. */
  readonly timeoutServer: '5m' | '31m' | '61m'
  /** Reached only from the administrators' networks; /ecp not where Exchange itself has no admin centre (Part 3). */
  readonly adminOnly: boolean
}

/**
 * Every service of the Client Access role, in the order in which pages and reports name them. Time-outs: EWS streaming
 * notifications and Outlook's long polls last up to 30 minutes, a device may ask ActiveSync for a heartbeat of 59.
 */
export const services: readonly Service[] = [
  service('owa', 'Outlook on the web', '/owa', '5m'),
  service('ecp', 'Exchange admin center', '/ecp', '5m', { adminOnly: true }),
  service('ews', 'Exchange Web Services', '/ews', '31m'),
  service('eas', 'ActiveSync', '/Microsoft-Server-ActiveSync', '61m'),
  service('oab', 'Offline address book', '/oab', '5m'),
  service('mapi', 'MAPI over HTTP', '/mapi', '31m'),
  service('rpc', 'Outlook Anywhere', '/rpc', '31m'),
  service('autodiscover', 'Autodiscover', '/autodiscover', '5m'),
  service('powershell', 'Exchange Management Shell', '/powershell', '5m', { adminOnly: true }),
]

/** The page that Managed Availability answers with 200 while the service is healthy on that server. */
export const healthPath = (service: Pick<Service, 'path'>): string => `${service.path}/healthcheck.htm`

function service(
  id: ServiceId,
  name: string,
  path: string,
  timeoutServer: Service['timeoutServer'],
  { adminOnly = false } = {},
): Service {
  return { id, name, path, backend: `be_${id}`, timeoutServer, adminOnly }
}
