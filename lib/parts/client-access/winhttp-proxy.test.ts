import { expect, test } from 'vitest'
import { goesAround, winHttpProxy } from './winhttp-proxy.ts'

test.each([
  [['', 'Current WinHTTP proxy settings:', '', '    Direct access (no proxy server).', ''], undefined],
  [['Aktuelle WinHTTP-Proxyeinstellungen:', '', '    Direktzugriff (kein Proxyserver).'], undefined],
  [
    [
      'Current WinHTTP proxy settings:',
      '    Proxy Server(s) :  proxy:8080',
      '    Bypass List     :  *.lab.local;<local>',
    ],
    { server: 'proxy:8080', bypass: ['*.lab.local', '<local>'] },
  ],
  [
    [
      'Aktuelle WinHTTP-Proxyeinstellungen:\r\n\r\n    Proxyserver:  http=proxy:80;https=proxy:443\r\n    Umgehungsliste     :  (none)',
    ],
    { server: 'http=proxy:80;https=proxy:443', bypass: ['(none)'] },
  ],
])('reads %j', (output, proxy) => {
  expect(winHttpProxy(output)).toEqual(proxy)
})

test.each([
  [['*.example.com'], 'pki.example.com', true],
  [['pki.example.com'], 'PKI.example.com', true],
  [['*.example.com'], 'pki.example.com.evil', false],
  [['<local>'], 'pki', true],
  [['<local>'], 'pki.example.com', false],
  [['(none)'], 'pki.example.com', false],
])('of %j goes around for %s: %s', (bypass, name, around) => {
  expect(goesAround({ server: 'proxy', bypass }, name)).toBe(around)
})
