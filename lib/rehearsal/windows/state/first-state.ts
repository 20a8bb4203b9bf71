import { fullName, type WindowsHostConfig } from '../config.ts'
import { newZone } from '../dns/zones.ts'
import { thumbprintOf } from './certificates.ts'
import { environmentKey, type HostState, type KeptService, type RegistryValue } from './host-state.ts'
import { selfSigned } from './self-signed.ts'

/** A host of the lab as its setup left it: Windows Server 2012 R2, on Exchange servers with Exchange 2013 on top. */
export async function firstState(config: WindowsHostConfig): Promise<HostState> {
  const name = fullName(config)
  const winrm = await selfSigned({ commonName: name, names: [name, config.name], years: 1 })
  const state: HostState = {
    certificates: {
      My: { [thumbprintOf(winrm)]: winrm },
      Root: {},
      CA: {},
      REQUEST: {},
      TrustedPeople: {},
      Disallowed: {},
    },
    registry: registryOfWindows(config),
    services: { ...windowsServices },
    files: {
      'C:\\': null,
      'C:\\Temp': null,
      'C:\\Windows': null,
      'C:\\Windows\\Temp': null,
      'C:\\Users': null,
      'C:\\Users\\Administrator': null,
    },
    hotfixes: [
      { id: 'KB2919355', description: 'Update', installedOn: '2014-05-02' },
      { id: 'KB2919442', description: 'Update', installedOn: '2014-05-02' },
    ],
    iis: { bindings: [], servedThumbprint: '', failingResets: 0, restarts: 0 },
    winrmThumbprint: thumbprintOf(winrm),
    zones: {},
  }
  if (config.role === 'exchange') await installExchange(state, config)
  if (config.role === 'domain-controller') installDns(state, config)
  return state
}

async function installExchange(state: HostState, config: WindowsHostConfig): Promise<void> {
  const own = await selfSigned({
    commonName: config.name,
    names: [config.name, fullName(config)],
    friendlyName: 'Microsoft Exchange',
    years: 5,
  })
  const thumbprint = thumbprintOf(own)
  state.certificates.My = { ...state.certificates.My, [thumbprint]: own }
  state.iis.bindings = [
    { site: 'Default Web Site', protocol: 'http', port: 80 },
    { site: 'Default Web Site', protocol: 'https', port: 443, thumbprint },
  ]
  state.iis.servedThumbprint = thumbprint
  state.iis.failingResets = config.iis.failingResets
  Object.assign(state.services, exchangeServices)
  state.files['C:\\Program Files'] = null
  state.files['C:\\Program Files\\Microsoft'] = null
  state.files['C:\\Program Files\\Microsoft\\Exchange Server'] = null
  state.files['C:\\Program Files\\Microsoft\\Exchange Server\\V15'] = null
}

function installDns(state: HostState, config: WindowsHostConfig): void {
  Object.assign(state.services, {
    DNS: service('DNS Server'),
    NTDS: service('Active Directory Domain Services'),
    Kdc: service('Kerberos Key Distribution Center', ['NTDS']),
  })
  const zone = newZone(config, { dynamicUpdate: 'Secure', adIntegrated: true, replicationScope: 'Domain' })
  for (const { name, address } of config.machines)
    zone.records.push({ name: name.toLowerCase(), type: 'A', ttlSeconds: 1200, data: address })
  state.zones[config.domain.dns.toLowerCase()] = zone
}

function registryOfWindows(config: WindowsHostConfig): HostState['registry'] {
  const text = (value: string): RegistryValue => ({ kind: 'String', value })
  return {
    HKEY_LOCAL_MACHINE: {},
    'HKEY_LOCAL_MACHINE\\SOFTWARE': {},
    'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft': {},
    'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\.NETFramework': {
      InstallRoot: text('C:\\Windows\\Microsoft.NET\\Framework64\\'),
    },
    'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT': {},
    'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion': {
      ProductName: text('Windows Server 2012 R2 Standard'),
      CurrentVersion: text('6.3'),
      CurrentBuild: text('9600'),
    },
    'HKEY_LOCAL_MACHINE\\SYSTEM': {},
    'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet': {},
    'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control': {},
    'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Session Manager': {},
    [environmentKey]: {
      ComSpec: { kind: 'ExpandString', value: '%SystemRoot%\\system32\\cmd.exe' },
      OS: text('Windows_NT'),
      PROCESSOR_ARCHITECTURE: text('AMD64'),
      TEMP: { kind: 'ExpandString', value: '%SystemRoot%\\TEMP' },
      windir: { kind: 'ExpandString', value: '%SystemRoot%' },
    },
    'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services': {},
    'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip': {},
    'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters': {
      Hostname: text(config.name),
      Domain: text(config.domain.dns),
    },
    ...(config.role === 'exchange' && registryOfExchange()),
  }
}

/** Where Exchange Server 2013 with Cumulative Update 23 says which build it is. */
function registryOfExchange(): HostState['registry'] {
  const number = (value: number): RegistryValue => ({ kind: 'DWord', value })
  return {
    'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\ExchangeServer': {},
    'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\ExchangeServer\\v15': {},
    'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\ExchangeServer\\v15\\Setup': {
      MsiInstallPath: { kind: 'String', value: 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\' },
      MsiProductMajor: number(15),
      MsiProductMinor: number(0),
      MsiBuildMajor: number(1497),
      MsiBuildMinor: number(2),
    },
  }
}

function service(displayName: string, dependsOn: string[] = []): KeptService {
  return { displayName, status: 'Running', startMode: 'Automatic', dependsOn }
}

const windowsServices: Record<string, KeptService> = {
  WinRM: service('Windows Remote Management (WS-Management)', ['HTTP']),
  HTTP: service('HTTP Service'),
  W32Time: service('Windows Time'),
  CryptSvc: service('Cryptographic Services'),
  Netlogon: service('Netlogon'),
  BITS: {
    displayName: 'Background Intelligent Transfer Service',
    status: 'Stopped',
    startMode: 'Manual',
    dependsOn: [],
  },
}

const exchangeServices: Record<string, KeptService> = {
  W3SVC: service('World Wide Web Publishing Service', ['WAS', 'HTTP']),
  WAS: service('Windows Process Activation Service'),
  IISADMIN: service('IIS Admin Service'),
  MSExchangeADTopology: service('Microsoft Exchange Active Directory Topology'),
  MSExchangeServiceHost: service('Microsoft Exchange Service Host', ['MSExchangeADTopology']),
  MSExchangeIS: service('Microsoft Exchange Information Store', ['MSExchangeADTopology']),
  MSExchangeFrontEndTransport: service('Microsoft Exchange Frontend Transport', ['MSExchangeADTopology']),
  MSExchangeTransport: service('Microsoft Exchange Transport', ['MSExchangeADTopology']),
  MSExchangeMailboxAssistants: service('Microsoft Exchange Mailbox Assistants', ['MSExchangeADTopology']),
  MSExchangeHM: service('Microsoft Exchange Health Manager'),
}
