import { z } from 'zod'
import { rangeOf, toNumber } from './ipv4.ts'

/**
 * The fields that several Parts ask for. Each message says what is wrong with the value and what to write instead. ASCII
 * only, so that look-alikes of other scripts, control characters and quotes never get past a form.
 */
const text = (what: string, max: number) =>
  z.string().trim().min(1, `Write ${what}.`).max(max, `That is longer than ${max} characters.`)

/** RFC 952 and 1123 label; 15 characters because NetBIOS cuts Windows names there. */
export const hostName = text('a host name, for example LAB-EX01', 15).regex(
  /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/,
  'A host name has letters a-z, digits and hyphens only, and neither starts nor ends with a hyphen.',
)

/** RFC 1035 name of two labels or more, in lower case. */
export const dnsName = text('a DNS name, for example mail.example.com', 253)
  .toLowerCase()
  .regex(
    /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
    'A DNS name has labels of letters a-z, digits and hyphens, joined by dots, for example mail.example.com.',
  )

export const netbiosName = text('the NetBIOS name of the domain, for example LAB', 15)
  .toUpperCase()
  .regex(/^[A-Z0-9]([A-Z0-9-]*[A-Z0-9])?$/, 'A NetBIOS domain name has letters A-Z, digits and hyphens only.')

export const address = text('an IPv4 address, for example 192.168.50.11', 15).refine(
  isHostAddress,
  'That is not an IPv4 host address. Write four numbers from 0 to 255 without leading zeros, for example 192.168.50.11.',
)

export const subnet = text('a subnet, for example 192.168.50.0/24', 18).refine(
  isSubnet,
  'That is not a subnet. Write its network address and a length from 8 to 29, for example 192.168.50.0/24.',
)

export const unixUser = text('a user name', 32).regex(
  /^[a-z_][a-z0-9_-]*$/,
  'A Linux user name starts with a letter a-z and has letters, digits, hyphens and underscores only.',
)

export const windowsAccount = text('an account, for example LAB\\Administrator', 104).regex(
  /^([A-Za-z0-9.-]+\\[A-Za-z0-9._-]+|[A-Za-z0-9._-]+@[A-Za-z0-9.-]+)$/,
  'Write the account as DOMAIN\\name or name@domain, in letters, digits, dots, hyphens and underscores.',
)

/** A whole number within bounds; `of` names what is counted, as in "days". */
export function whole(least: number, most: number, of: string) {
  const error = `Write a whole number of ${of} from ${least} to ${most}.`
  return z.coerce.number({ error }).int(error).min(least, error).max(most, error)
}

/** A name that people read (organisation, friendly name): letters, digits, space and plain punctuation. */
export const label = (what: string, max = 64) =>
  text(what, max).regex(
    /^[A-Za-z0-9][A-Za-z0-9 ._-]*$/,
    'Use letters a-z, digits, spaces, dots, hyphens and underscores.',
  )

function isHostAddress(value: string): boolean {
  const octets = value.split('.')
  if (octets.length !== 4 || !octets.every((octet) => /^(0|[1-9]\d{0,2})$/.test(octet) && Number(octet) < 256))
    return false
  const first = Number(octets[0])
  return first > 0 && first !== 127 && first < 224
}

function isSubnet(value: string): boolean {
  const [base = '', length = '', ...rest] = value.split('/')
  if (rest.length > 0 || !isHostAddress(base) || !/^\d{1,2}$/.test(length)) return false
  return Number(length) >= 8 && Number(length) <= 29 && rangeOf(value).first === toNumber(base)
}
