import { hostsWith } from '#lib/parts/lab/schema.ts'
import { openFirewall } from '#lib/parts/open-firewall.ts'

/** VRRP from the other node and from nobody else: version 3 has no password, whoever may send adverts may take the address. */
export const openForPeer = openFirewall({
  id: 'open-firewall-vrrp',
  title: 'Open the firewall between the nodes',
  purpose:
    'VRRP (protocol 112) from the other node through firewalld, where it runs; without it both would hold the address.',
  openings: ({ lab }, node) =>
    hostsWith(lab, 'load-balancer')
      .filter(({ name }) => name !== node.name)
      .map(({ name, address }) => ({
        option: `rich-rule=rule family="ipv4" source address="${address}" protocol value="vrrp" accept`,
        what: `VRRP from ${name}`,
      })),
})
