/** Names under which Steps keep values for each other (see `Keep`). Certificates and CRLs in PEM, keys as sealed PEM (PKCS#8). */
export const kept = {
  rootCertificate: 'pki/root.crt',
  rootKey: 'pki/root.key',
  rootCrl: 'pki/root.crl',
  intermediateCertificate: 'pki/intermediate.crt',
  intermediateKey: 'pki/intermediate.key',
  intermediateCrl: 'pki/intermediate.crl',
  /** The request (PKCS#10) that the certificate answers; its key is on an Exchange server, or here. */
  leafRequest: 'pki/leaf.req',
  leafCertificate: 'pki/leaf.crt',
  leafKey: 'pki/leaf.key',
  /** Of the Windows administrator whom Part 1 names; given by a person, or made with a rehearsal. */
  windowsPassword: 'windows.password',
} as const
