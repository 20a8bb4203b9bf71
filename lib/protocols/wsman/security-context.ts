/**
 * One login on one TCP connection, and the keys that come of it. NTLM is one; Kerberos (RFC 4121, wrapped as
 * [MS-WSMV] 2.2.9.1.1.2 says) will be another.
 */
export type SecurityContext = {
  readonly method: 'ntlm' | 'kerberos'
  /** Of the `Authorization` and `WWW-Authenticate` headers. */
  readonly scheme: 'Negotiate' | 'Kerberos'
  /** Media type of the sealed parts. */
  readonly sealedType: 'application/HTTP-SPNEGO-session-encrypted' | 'application/HTTP-Kerberos-session-encrypted'
  /** The next token to send, given the server's last one; `undefined` when nothing is left to say. */
  step(serverToken: Uint8Array | undefined): Uint8Array | undefined | Promise<Uint8Array | undefined>
  seal(message: Uint8Array): { signature: Uint8Array; data: Uint8Array }
  unseal(sealed: { signature: Uint8Array; data: Uint8Array }): Uint8Array
  /** Who the server says it is, as far as the method tells. Proven by the first sealed message that opens. */
  readonly server: ServerName | undefined
}

export type ServerName = {
  computer: string | undefined
  domain: string | undefined
  dnsComputer: string | undefined
  dnsDomain: string | undefined
  /** The server's clock when it was asked. */
  time: Date | undefined
}
