import type { HostState } from './host-state.ts'

/** Restarts IIS, so that it serves what is bound. `false`: this time it did not stop in time, and serves what it served. */
export function restartIis(draft: HostState): boolean {
  if (draft.iis.failingResets > 0) {
    draft.iis.failingResets -= 1
    return false
  }
  const bound = draft.iis.bindings.find(({ protocol, port }) => protocol === 'https' && port === 443)
  if (bound?.thumbprint) draft.iis.servedThumbprint = bound.thumbprint
  draft.iis.restarts += 1
  for (const name of ['WAS', 'W3SVC']) {
    const service = draft.services[name]
    if (service) service.status = 'Running'
  }
  return true
}
