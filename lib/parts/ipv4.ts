/** IPv4 arithmetic on dotted quads that `fields.ts` has already accepted. */
export function toNumber(address: string): number {
  return address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
}

export function inSubnet(address: string, subnet: string): boolean {
  const { first, last } = rangeOf(subnet)
  return toNumber(address) > first && toNumber(address) < last
}

/** First (network) and last (broadcast) address of `a.b.c.d/n`. */
export function rangeOf(subnet: string): { first: number; last: number } {
  const [base = '', length = '0'] = subnet.split('/')
  const size = 2 ** (32 - Number(length))
  const first = Math.floor(toNumber(base) / size) * size
  return { first, last: first + size - 1 }
}

export const prefixLength = (subnet: string): number => Number(subnet.split('/')[1])

export function netmask(subnet: string): string {
  const mask = 2 ** 32 - 2 ** (32 - prefixLength(subnet))
  return [24, 16, 8, 0].map((shift) => Math.floor(mask / 2 ** shift) % 256).join('.')
}
