import { openFirewall } from '#lib/parts/open-firewall.ts'

export const openForClients = openFirewall({
  id: 'open-firewall',
  title: 'Open the firewall for clients',
  purpose: 'Ports 80 and 443 through firewalld, where it runs.',
  openings: () => [
    { option: 'service=http', what: 'http' },
    { option: 'service=https', what: 'https' },
  ],
})
