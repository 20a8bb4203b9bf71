import type { Certificate } from '#lib/protocols/x509/certificate.ts'
import type { Cmd } from '#lib/wizard/hosts.ts'

/** A certificate and the store of the machine in which Windows looks for it. */
export type Trust = { title: string; store: 'Root' | 'CA'; certificate: Certificate }

export const certificatePath = ({ store, certificate }: Trust): string =>
  `Cert:\\LocalMachine\\${store}\\${certificate.sha1}`

/** Where the certificate lies while it is imported. Windows itself makes this folder; its name tells whose the file is. */
export const importFile = ({ certificate }: Trust): string =>
  `C:\\Windows\\Temp\\fairlead-${certificate.sha1.toLowerCase()}.cer`

/** Answers a Boolean for each: whether the certificate stands in its store, then whether a file of an import was left. */
export const lookForAll = (trusts: readonly Trust[]): Cmd[] => [
  { name: 'Test-Path', parameters: { LiteralPath: [...trusts.map(certificatePath), ...trusts.map(importFile)] } },
]

/** By lines of PEM, not by bytes: what is shown can be copied and run. */
export const writeFile = (trust: Trust): Cmd[] => [
  {
    name: 'Set-Content',
    parameters: {
      LiteralPath: importFile(trust),
      Value: trust.certificate.pem.trim().split(/\r?\n/),
      Encoding: 'Ascii',
    },
  },
]

export const importCertificate = (trust: Trust): Cmd[] => [
  {
    name: 'Import-Certificate',
    parameters: { FilePath: importFile(trust), CertStoreLocation: `Cert:\\LocalMachine\\${trust.store}` },
  },
]

export const removeFile = (trust: Trust): Cmd[] => [
  { name: 'Remove-Item', parameters: { LiteralPath: importFile(trust) } },
]

export const readBack = (trust: Trust): Cmd[] => [
  { name: 'Get-ChildItem', parameters: { LiteralPath: certificatePath(trust) } },
]

export const removeCertificate = (trust: Trust): Cmd[] => [
  { name: 'Remove-Item', parameters: { LiteralPath: certificatePath(trust) } },
]
