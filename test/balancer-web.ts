import type { BalancerState } from './balancer-node.ts'

const no = (exitCode: number, stderr = '') => ({ exitCode, stderr })

/** What curl gets from a node's HAProxy: its marks, its certificate, its statistics, and 200 from every service. */
export function curlReaction(words: string[], state: BalancerState, host: string) {
  const urls = words.filter((word) => word.startsWith('http'))
  const [url = ''] = urls
  if (!state.running?.configuration) return no(7, `curl: (7) Failed to connect to ${host}`)
  if (url.endsWith(':8405/configuration')) return `${state.running.configuration}\n`
  if (url.endsWith('/certificate')) return state.running.thumbprint ?? no(60)
  if (url.endsWith('/stats;csv')) return statistics(state)
  return urls.map(() => '200 0.004321').join('\n')
}

function statistics({ servers, sick }: BalancerState): string {
  const backends = ['owa', 'ecp', 'ews', 'eas', 'oab', 'mapi', 'rpc', 'autodiscover', 'powershell'].map(
    (id) => `be_${id}`,
  )
  const rows = backends.flatMap((backend) =>
    [...new Set(servers)].map((server) => {
      const fault = sick.get(`${backend}/${server}`)
      const { probe, code, said } = fault ?? {
        probe: 'L7OK',
        code: '200',
        said: 'HTTP status check returned code <200>',
      }
      return `${backend},${server},${fault ? 'DOWN' : 'UP'},${probe},${code},3,2,"${said.replaceAll('"', '""')}"`
    }),
  )
  return ['# pxname,svname,status,check_status,check_code,check_duration,type,last_chk', ...rows, ''].join('\n')
}
