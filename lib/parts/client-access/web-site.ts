import { Failure } from '#lib/failure.ts'
import type { WindowsSession } from '#lib/wizard/hosts.ts'
import { bytesOf, memberOf } from './served-bytes.ts'
import {
  arePaths,
  iisComponents,
  iisPlaces,
  installIis,
  isIisThere,
  readFile,
  removeIis,
  startWebService,
  webService,
} from './web-site-pipelines.ts'

/** IIS on a Windows host: whether it serves files, whether it runs, and the folder of its default site. */
export type WebSite = { isInstalled: boolean; isRunning: boolean; folder: string }

const defaultFolder = 'C:\\inetpub\\wwwroot'

export async function lookAtSite(session: WindowsSession): Promise<WebSite> {
  const [isThere] = await session.run(isIisThere)
  if (isThere !== true) return { isInstalled: false, isRunning: false, folder: defaultFolder }
  const [components] = await session.run(iisComponents)
  const isInstalled = memberOf(components, 'StaticContent') === 1 && memberOf(components, 'W3SVC') === 1
  if (!isInstalled) return { isInstalled, isRunning: false, folder: defaultFolder }
  const [places] = await session.run(iisPlaces)
  const [service] = await session.run(webService)
  const folder = memberOf(places, 'PathWWWRoot')
  return {
    isInstalled,
    isRunning: memberOf(service, 'Status') === 'Running',
    folder: typeof folder === 'string' ? folder.replace(/^%SystemDrive%/i, 'C:') : defaultFolder,
  }
}

/** @throws Failure `remote-error` where DISM ends with anything but done, or done when restarted. */
export async function raiseSite(session: WindowsSession, { isInstalled, isRunning }: WebSite): Promise<void> {
  if (!isInstalled) await dism(session, 'install')
  if (isInstalled && !isRunning) await session.run(startWebService, { write: true })
}

export const takeSiteAway = (session: WindowsSession): Promise<void> => dism(session, 'remove')

/** The bytes of a file, `undefined` where there is none. */
export async function fileOn(session: WindowsSession, path: string): Promise<Buffer | undefined> {
  const [isThere] = await session.run(arePaths(path))
  if (isThere !== true) return undefined
  return bytesOf(await session.run(readFile(path)))
}

async function dism(session: WindowsSession, what: 'install' | 'remove'): Promise<void> {
  const output = await session.run(what === 'install' ? installIis : removeIis, { write: true })
  const exitCode = output.at(-1)
  if (exitCode === 0 || exitCode === 3010) return
  const said = output.filter((line) => typeof line === 'string').map((line) => line.trim())
  throw new Failure('remote-error', {
    message: `DISM on ${session.host} could not ${what} the web server (exit code ${String(exitCode)}): ${said.filter(Boolean).slice(-2).join(' ')}`,
    remedy: `Look into C:\\Windows\\Logs\\DISM\\dism.log on ${session.host}. Installing IIS may need the Windows installation media as its source.`,
  })
}
