import { certificateServices, iisThumbprint } from '#lib/rehearsal/windows/state/exchange-certificates.ts'
import type { HostState } from '#lib/rehearsal/windows/state/host-state.ts'

/** By thumbprint, which certificate each service of a simulated Exchange server uses. */
export function servicesOn(state: Readonly<HostState>) {
  const { smtp, ...others } = certificateServices(state)
  return { ...others, smtp: smtp.toSorted(), iis: iisThumbprint(state) }
}
