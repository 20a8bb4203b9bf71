import type { Answers } from '#lib/parts/answers.ts'
import type { Secret } from '#lib/secret.ts'
import type { Cmd } from '#lib/wizard/hosts.ts'
import { leafNames, subjectName } from './leaf-subject.ts'

/** Certificates lie on the server itself: every one of these names the server that is asked. */
export const listCertificates = (server: string): Cmd[] => [
  { name: 'Get-ExchangeCertificate', parameters: { Server: server } },
]

/** The request of the series; its private key stays on the server until it is exported. */
export const newRequest = (server: string, answers: Answers): Cmd[] => [
  {
    name: 'New-ExchangeCertificate',
    parameters: {
      GenerateRequest: true,
      SubjectName: subjectName(answers),
      DomainName: leafNames(answers),
      KeySize: 2048,
      PrivateKeyExportable: true,
      FriendlyName: answers['client-access'].friendlyName,
      Server: server,
      Confirm: false,
    },
  },
]

/** A pending request once more, as text. */
export const exportRequest = (server: string, thumbprint: string): Cmd[] => [
  { name: 'Export-ExchangeCertificate', parameters: { Thumbprint: thumbprint, Server: server, Confirm: false } },
]

/** The authority's answer to a pending request: DER, without a key. */
export const importAnswer = (server: string, der: Uint8Array): Cmd[] => [
  {
    name: 'Import-ExchangeCertificate',
    parameters: { FileData: der, PrivateKeyExportable: true, Server: server, Confirm: false },
  },
]

/** Certificate and key in one file. */
export const exportPfx = (server: string, thumbprint: string, password: Secret): Cmd[] => [
  {
    name: 'Export-ExchangeCertificate',
    parameters: { Thumbprint: thumbprint, BinaryEncoded: true, Password: password, Server: server, Confirm: false },
  },
]

type Pfx = { data: Uint8Array; password: Secret; friendlyName: string }
export const importPfx = (server: string, { data, password, friendlyName }: Pfx): Cmd[] => [
  {
    name: 'Import-ExchangeCertificate',
    parameters: {
      FileData: data,
      Password: password,
      PrivateKeyExportable: true,
      FriendlyName: friendlyName,
      Server: server,
      Confirm: false,
    },
  },
]

/**
 * `force` answers the question whether to overwrite the default SMTP certificate with yes; it is asked for SMTP only.
 * `networkService`: the transport service may read the key, while the default certificate stays.
 */
type Enabling = { services: readonly string[]; force?: boolean; networkService?: boolean }
export const enableFor = (server: string, thumbprint: string, { services, force, networkService }: Enabling): Cmd[] => [
  {
    name: 'Enable-ExchangeCertificate',
    parameters: {
      Thumbprint: thumbprint,
      Services: services.join(','),
      ...(networkService && { NetworkServiceAllowed: true }),
      ...(force && { Force: true }),
      Server: server,
      Confirm: false,
    },
  },
]

export const removeCertificate = (server: string, thumbprint: string): Cmd[] => [
  { name: 'Remove-ExchangeCertificate', parameters: { Thumbprint: thumbprint, Server: server, Confirm: false } },
]
