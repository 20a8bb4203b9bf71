import forge from 'node-forge'
import { type Asn1, bytesOf, childrenOf, fromDer } from './asn1.ts'
import { x509 } from './peculiar.ts'

export type DistinguishedName = {
  commonName: string
  organisationalUnit?: string
  organisation?: string
  /** State or province, in full or as it is known: `NSW`. */
  state?: string
  country?: string
}

/** Encoded from the country down to the common name, the order that X.500 and OpenSSL use. */
export function toName({ country, state, organisation, organisationalUnit, commonName }: DistinguishedName): x509.Name {
  const fields = [{ C: country }, { ST: state }, { O: organisation }, { OU: organisationalUnit }, { CN: commonName }]
  return new x509.Name(
    fields.flatMap((field) =>
      Object.entries(field).flatMap(([type, value]) => (value ? [{ [type]: [stringOf(type, value)] }] : [])),
    ),
  )
}

/** One attribute of a name, by the short name that Windows gives it. */
export type NameField = { type: string; value: string }

/** The attributes in encoded order. The library hands BMPStrings out with their NUL octets; here they are text. */
export function fieldsOf(name: x509.Name): NameField[] {
  const sets = childrenOf(fromDer(new Uint8Array(name.toArrayBuffer())))
  return sets.flatMap((set) => childrenOf(set).map(fieldOf))
}

/** `CN=mail.example.com, O=Example, C=AU`: as Windows shows it, the last encoded first. */
export function nameText(fields: readonly NameField[]): string {
  return fields
    .toReversed()
    .map(({ type, value }) => `${type}=${/[,+"\\<>;=\n]|^[ #]| $/.test(value) ? quoted(value) : value}`)
    .join(', ')
}

/** How a certificate with this subject will show it. */
export const subjectText = (subject: DistinguishedName): string => nameText(fieldsOf(toName(subject)))

/** CertNameToStr of Windows doubles a quote inside quotes. */
const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`

export const commonNameOf = (fields: readonly NameField[]): string | undefined =>
  fields.find(({ type }) => type === 'CN')?.value

const shortNames: Record<string, string> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'S',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'E',
}

/** RFC 5280 appendix A: the country is a PrintableString; all else is UTF-8. */
const stringOf = (type: string, value: string) => (type === 'C' ? { printableString: value } : { utf8String: value })

function fieldOf(attribute: Asn1): NameField {
  const [type, value] = childrenOf(attribute)
  const oid = forge.asn1.derToOid(bytesOf(type))
  const text = value?.type === forge.asn1.Type.UTF8 ? forge.util.decodeUtf8(bytesOf(value)) : bytesOf(value)
  return { type: shortNames[oid] ?? `OID.${oid}`, value: text }
}
