import { beforeAll, describe, expect, test } from 'vitest'
import { testShell } from '#test/windows-host.ts'
import { propertyOf, textOf } from '../powershell/value.ts'
import { isInactive } from './component-states.ts'

let ems: Awaited<ReturnType<typeof testShell>>
beforeAll(async () => {
  ems = await testShell({ language: 'none' })
})

const messageOf = async (name: string, parameters: Parameters<typeof ems.command>[1]) =>
  (await ems.command(name, parameters)).failed?.message ?? ''
const settingsOf = async (name: string, property: string, parameters: Parameters<typeof ems.command>[1] = {}) =>
  (await ems.command(name, parameters)).output.map((one) => textOf(propertyOf(one, property)))

describe('Set-OutlookAnywhere', () => {
  const Identity = 'LAB-EX01\\Rpc (Default Web Site)'

  test.each([
    [{ ExternalHostname: 'mail.example.net' }, 'ExternalClientsRequireSsl'],
    [{ ExternalHostname: 'mail.example.net', ExternalClientsRequireSsl: true }, 'ExternalClientAuthenticationMethod'],
    [{ InternalHostname: 'mail.example.net' }, 'InternalClientsRequireSsl'],
    [{ ExternalClientsRequireSsl: true }, 'ExternalHostname'],
    [{ ExternalClientAuthenticationMethod: 'Lantern' }, 'Unable to match the identifier name Lantern'],
    [{ ExternalHostname: 'https://mail.example.net' }, 'valid host name'],
    [{ IISAuthenticationMethods: ['Ntlm', 'Lantern'] }, 'Lantern'],
  ])('refuses %j, naming what is missing or wrong', async (parameters, named) => {
    expect(await messageOf('Set-OutlookAnywhere', { Identity, ...parameters })).toContain(named)
  })

  test('begins with SSL offloading on, and takes what belongs together', async () => {
    expect(await settingsOf('Get-OutlookAnywhere', 'SSLOffloading', { Server: 'LAB-EX01' })).toEqual(['True'])
    const { failed, errors } = await ems.command('Set-OutlookAnywhere', {
      Identity,
      ExternalHostname: 'mail.example.net',
      ExternalClientsRequireSsl: true,
      ExternalClientAuthenticationMethod: 'ntlm',
      SSLOffloading: false,
    })
    expect([failed, errors]).toEqual([undefined, []])
    expect(await settingsOf('Get-OutlookAnywhere', 'ExternalClientAuthenticationMethod', { Identity })).toEqual([
      'Ntlm',
    ])
  })
})

test.each([
  ['Set-OwaVirtualDirectory', { Identity: 'LAB-EX01\\owa (Default Web Site)', InternalUrl: 'mail.example.net/owa' }],
  ['Set-ClientAccessServer', { Identity: 'LAB-EX01', AutoDiscoverServiceInternalUri: 'ftp://mail.example.net/' }],
])('%s takes absolute URLs of the web only', async (name, parameters) => {
  expect(await messageOf(name, parameters)).toContain('must be an absolute URL')
})

test('LogonFormat knows three words', async () => {
  const Identity = 'LAB-EX01\\owa (Default Web Site)'
  expect(await messageOf('Set-OwaVirtualDirectory', { Identity, LogonFormat: 'Email' })).toContain(
    'FullDomain, PrincipalName, UserName',
  )
})

test('the service connection point is each server’s own, and $null empties it', async () => {
  const set = { Identity: 'lab-ex02.lab.local', AutoDiscoverServiceInternalUri: null }
  expect((await ems.command('Set-ClientAccessServer', set)).errors).toEqual([])
  expect(await settingsOf('Get-ClientAccessServer', 'AutoDiscoverServiceInternalUri')).toEqual([
    'https://lab-ex01.lab.local/Autodiscover/Autodiscover.xml',
    '',
  ])
})

test('a provider and the organisation keep what is set, and warn where nothing changes', async () => {
  const set = { Identity: 'exch', CertPrincipalName: 'msstd:*.example.net' }
  expect((await ems.command('Set-OutlookProvider', set)).warnings).toEqual([])
  expect((await ems.command('Set-OutlookProvider', set)).warnings).toHaveLength(1)
  expect(await settingsOf('Get-OutlookProvider', 'CertPrincipalName')).toEqual(['msstd:*.example.net', '', ''])
  await ems.command('Set-OrganizationConfig', { MapiHttpEnabled: true, WhatIf: true })
  expect(await settingsOf('Get-OrganizationConfig', 'MapiHttpEnabled')).toEqual(['False'])
})

test('a component is out while one requester holds it, and all are with the whole server', async () => {
  const set = (Component: string, Requester: string, State: string) =>
    ems.command('Set-ServerComponentState', { Identity: 'LAB-EX01', Component, Requester, State })
  await set('OwaProxy', 'Maintenance', 'Inactive')
  await set('OwaProxy', 'HealthAPI', 'Active')
  expect([isInactive(ems.host, 'owa'), isInactive(ems.host, 'ews')]).toEqual([true, false])
  await set('OwaProxy', 'Maintenance', 'Active')
  expect(isInactive(ems.host, 'owa')).toBe(false)
  await set('ServerWideOffline', 'Maintenance', 'Inactive')
  expect(isInactive(ems.host, 'ews')).toBe(true)
  const asked = { Identity: 'LAB-EX01', Component: 'Monitoring' }
  expect(await settingsOf('Get-ServerComponentState', 'State', asked)).toEqual(['Active'])
  expect((await set('Lantern', 'Maintenance', 'Active')).failed?.message).toContain('Lantern')
})
