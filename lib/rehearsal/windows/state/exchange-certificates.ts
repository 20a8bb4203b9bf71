import type { HostState } from './host-state.ts'

/** Which certificate of `My` each service of Exchange uses. IIS's is the binding of its site. */
export type CertificateServices = {
  /** All that are enabled for SMTP; the transport service chooses among them by name. */
  smtp: string[]
  /** The one that encrypts between the servers of the organisation. */
  defaultSmtp: string
  imap: string
  pop: string
}

/** As Exchange's setup leaves it: all by its own certificate. */
export function certificateServices(state: Readonly<HostState>): CertificateServices {
  if (state.certificateServices) return structuredClone(state.certificateServices)
  const [own = ''] =
    Object.entries(state.certificates.My ?? {}).find(([, { friendlyName }]) => friendlyName === 'Microsoft Exchange') ??
    []
  return { smtp: [own], defaultSmtp: own, imap: own, pop: own }
}

export function iisThumbprint({ iis }: Readonly<HostState>): string | undefined {
  return iis.bindings.find(
    ({ site, protocol, port }) => site === 'Default Web Site' && protocol === 'https' && port === 443,
  )?.thumbprint
}

/** In the order in which .NET names the flags. */
export function servicesOf(state: Readonly<HostState>, thumbprint: string): string[] {
  const { smtp, imap, pop } = certificateServices(state)
  const all: [string, boolean][] = [
    ['IMAP', imap === thumbprint],
    ['POP', pop === thumbprint],
    ['IIS', iisThumbprint(state) === thumbprint],
    ['SMTP', smtp.includes(thumbprint)],
  ]
  return all.flatMap(([name, isAssigned]) => (isAssigned ? [name] : []))
}
