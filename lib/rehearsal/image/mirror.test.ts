import { expect, test } from 'vitest'
import { mirrorOf } from './mirror.ts'

const source = (uri: string, suite: string, component = 'main') => ({ uri, suite, component })
const debian = [
  source('http://mirror.example/debian/', 'bookworm'),
  source('http://mirror.example/debian/', 'bookworm', 'contrib'),
  source('http://mirror.example/debian/', 'bookworm-updates'),
  source('http://mirror.example/debian-security/', 'bookworm-security'),
]
const foreign = source('https://packages.example/apt', 'tools-bookworm')

test.each([
  [
    'of the host’s own release',
    debian,
    { base: 'http://mirror.example/debian/', security: 'http://mirror.example/debian-security/' },
  ],
  [
    'past packages of others',
    [foreign, ...debian],
    { base: 'http://mirror.example/debian/', security: 'http://mirror.example/debian-security/' },
  ],
  [
    'by the name of its state',
    [source('http://mirror.example/debian/', 'stable')],
    { base: 'http://mirror.example/debian/' },
  ],
  ['not on an image of a disc', [source('cdrom://disc/', 'bookworm')], {}],
  [
    'not in another distribution',
    [source('http://mirror.example/ubuntu/', 'noble'), source('http://mirror.example/ubuntu/', 'noble-security')],
    {},
  ],
])('finds the Debian mirror %s', (_, sources, found) => {
  expect(mirrorOf(sources, 'bookworm')).toEqual({ base: undefined, security: undefined, ...found })
})
