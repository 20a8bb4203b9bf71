import type { Role } from '#lib/parts/lab/schema.ts'

export const roleNames: Record<Role, string> = {
  'load-balancer': 'Load balancer',
  exchange: 'Exchange server',
  'domain-controller': 'Domain controller',
  'root-ca': 'Root CA',
  'issuing-ca': 'Issuing CA',
  workstation: 'Workstation',
}
