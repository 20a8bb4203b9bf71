import { PowerShellError } from '../powershell/error-record.ts'

/** One attribute of a subject, with the ASN.1 type that Windows gives its text. */
export type NameAttribute = { type: string; value: string; isPrintable: boolean }

const types: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  SN: '2.5.4.4',
  SERIALNUMBER: '2.5.4.5',
  C: '2.5.4.6',
  L: '2.5.4.7',
  S: '2.5.4.8',
  ST: '2.5.4.8',
  STREET: '2.5.4.9',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  T: '2.5.4.12',
  TITLE: '2.5.4.12',
  G: '2.5.4.42',
  I: '2.5.4.43',
  E: '1.2.840.113549.1.9.1',
  DC: '0.9.2342.19200300.100.1.25',
}

/**
 * The attributes of a name in the order in which .NET's X500DistinguishedName encodes them: it takes the text as written from
 * the nearest to the farthest, and so turns it round. Throws in .NET's words.
 */
export function x500Name(text: string): NameAttribute[] {
  const parts = [...text.matchAll(/\s*([^=,;+]*?)\s*=\s*("(?:[^"]|"")*"|[^,;+"]*?)\s*(?:[,;+]\s*|$)/gy)]
  const isWhole = parts.map(([whole]) => whole).join('') === text && !/[,;+]\s*$/.test(text)
  if (!isWhole) throw invalidName(text)
  return parts
    .map(([, key = '', value = '']) => attribute(key, value.replace(/^"|"$/g, '').replaceAll('""', '"'), text))
    .reverse()
}

/** The most telling attribute: what clients of old take for the name of the server. */
export function commonNameIn(name: readonly NameAttribute[]): string | undefined {
  return name.find(({ type }) => type === types.CN)?.value
}

function attribute(key: string, value: string, text: string): NameAttribute {
  const type = types[key.toUpperCase()] ?? /^OID\.(\d+(?:\.\d+)+)$/i.exec(key)?.[1]
  if (!type || value === '') throw invalidName(text)
  if (type === types.C && !/^[a-z]{2}$/i.test(value)) throw invalidName(text)
  return { type, value, isPrintable: /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value) }
}

function invalidName(text: string): PowerShellError {
  return new PowerShellError({
    message: `Cannot process argument transformation on parameter 'SubjectName'. Cannot convert value "${text}" to type "System.Security.Cryptography.X509Certificates.X500DistinguishedName". Error: "The string contains an invalid X500 name attribute key, oid, value or delimiter."`,
    exception: 'System.Management.Automation.ParameterBindingArgumentTransformationException',
    fullyQualifiedErrorId: 'ParameterArgumentTransformationError,New-ExchangeCertificate',
    category: 'InvalidData',
  })
}
