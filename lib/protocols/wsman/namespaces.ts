/** Names are matched by these, never by prefix: Windows, OMI and pypsrp each use other prefixes. [MS-WSMV] 2.2.1 */
export const ns = {
  soap: 'http://www.w3.org/2003/05/soap-envelope',
  addressing: 'http://schemas.xmlsoap.org/ws/2004/08/addressing',
  transfer: 'http://schemas.xmlsoap.org/ws/2004/09/transfer',
  wsman: 'http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd',
  microsoft: 'http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd',
  shell: 'http://schemas.microsoft.com/wbem/wsman/1/windows/shell',
  fault: 'http://schemas.microsoft.com/wbem/wsman/1/wsmanfault',
  identity: 'http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd',
  powershell: 'http://schemas.microsoft.com/powershell',
  config: 'http://schemas.microsoft.com/wbem/wsman/1/config',
} as const

export const action = {
  create: `${ns.transfer}/Create`,
  delete: `${ns.transfer}/Delete`,
  get: `${ns.transfer}/Get`,
  command: `${ns.shell}/Command`,
  send: `${ns.shell}/Send`,
  receive: `${ns.shell}/Receive`,
  signal: `${ns.shell}/Signal`,
  fault: 'http://schemas.dmtf.org/wbem/wsman/1/wsman/fault',
} as const

export const anonymous = `${ns.addressing}/role/anonymous`
