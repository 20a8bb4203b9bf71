/** Virtual directories of the Client Access role, in lower case, and how they ask who somebody is. */
export const services = {
  owa: 'forms',
  ecp: 'forms',
  ews: 'windows',
  mapi: 'windows',
  rpc: 'windows',
  oab: 'windows',
  autodiscover: 'windows',
  'microsoft-server-activesync': 'basic',
  powershell: 'windows',
} as const

export type ServiceName = keyof typeof services
export type Mode = 'up' | 'down' | 'hang'

/** Every service of a server at once. */
export const wholeServer = '*'

/** The service of a URL's path, as IIS finds it: without regard to case. */
export function serviceOf(path: string): ServiceName | undefined {
  const first = path.split(/[/?]/)[1]?.toLowerCase() ?? ''
  return isService(first) ? first : undefined
}

export const isService = (name: string): name is ServiceName => Object.hasOwn(services, name)
