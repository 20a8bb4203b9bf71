import { z } from 'zod'
import { address, dnsName, hostName, netbiosName, subnet, unixUser, windowsAccount } from '#lib/parts/fields.ts'
import { inSubnet } from '#lib/parts/ipv4.ts'

export const roles = ['domain-controller', 'root-ca', 'issuing-ca', 'exchange', 'load-balancer', 'workstation'] as const
export type Role = (typeof roles)[number]

export const hostSchema = z.object({ name: hostName, address, role: z.enum(roles) })
export type LabHost = z.output<typeof hostSchema>

const PORT = 'Write a port number from 1 to 65535; SSH usually listens on 22.'

export const loginMethods = ['password', 'key', 'agent'] as const

/** Part 1: the inventory. Secrets (passwords, keys) are not answers: they are kept sealed, by the names in `credentials.ts`. */
export const labSchema = z
  .object({
    adDomain: dnsName,
    netbios: netbiosName,
    administrator: windowsAccount,
    smtpDomain: dnsName,
    mailName: dnsName,
    autodiscoverName: dnsName,
    /** Where clients and servers fetch CRLs and CA certificates over plain http. */
    pkiName: dnsName,
    subnet,
    virtualAddress: address,
    hosts: z.array(hostSchema).min(1).max(40),
    login: z.object({
      user: unixUser,
      method: z.enum(loginMethods),
      port: z.coerce.number({ error: PORT }).int(PORT).min(1, PORT).max(65535, PORT),
    }),
  })
  .superRefine((lab, context) => {
    const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message })
    const seen = { name: new Map<string, number>(), address: new Map<string, string>() }
    lab.hosts.forEach((host, index) => {
      const twin = seen.name.get(host.name.toLowerCase())
      if (twin !== undefined)
        refuse(['hosts', index, 'name'], `${host.name} is already host ${twin + 1}. Give each host its own name.`)
      seen.name.set(host.name.toLowerCase(), index)
      const other = seen.address.get(host.address)
      if (other)
        refuse(
          ['hosts', index, 'address'],
          `${host.address} is already the address of ${other}. Give each host its own.`,
        )
      seen.address.set(host.address, host.name)
      if (host.role === 'load-balancer' && !inSubnet(host.address, lab.subnet))
        refuse(
          ['hosts', index, 'address'],
          `${host.address} lies outside ${lab.subnet}. Both load balancers share the subnet of the virtual address.`,
        )
    })
    const owner = seen.address.get(lab.virtualAddress)
    if (owner)
      refuse(
        ['virtualAddress'],
        `${lab.virtualAddress} is already the address of ${owner}. The virtual address must be free.`,
      )
    if (!inSubnet(lab.virtualAddress, lab.subnet))
      refuse(['virtualAddress'], `${lab.virtualAddress} lies outside ${lab.subnet}. Choose a free address inside it.`)
    const count = (role: Role) => lab.hosts.filter((host) => host.role === role).length
    if (count('load-balancer') !== 2)
      refuse(['hosts'], `There are ${count('load-balancer')} load balancers; exactly two are needed.`)
    if (count('exchange') < 1) refuse(['hosts'], 'There is no Exchange server; at least one is needed.')
    const names = [
      ['mailName', lab.mailName],
      ['autodiscoverName', lab.autodiscoverName],
      ['pkiName', lab.pkiName],
    ] as const
    names.forEach(([field, name], index) => {
      if (names.slice(0, index).some(([, earlier]) => earlier === name))
        refuse([field], `${name} is used twice. Mail, Autodiscover and PKI each need a name of their own.`)
    })
  })

export type LabAnswers = z.output<typeof labSchema>

export const hostNamed = (lab: LabAnswers, name: string): LabHost | undefined =>
  lab.hosts.find((host) => host.name === name)

/** The hosts that Fairlead works with by remote PowerShell. The workstation is where it stands itself. */
export const isWindows = ({ role }: LabHost): boolean => role !== 'load-balancer' && role !== 'workstation'

export const windowsHosts = (lab: LabAnswers): LabHost[] => lab.hosts.filter(isWindows)

export const hostsWith = (lab: LabAnswers, role: Role): LabHost[] => lab.hosts.filter((host) => host.role === role)
