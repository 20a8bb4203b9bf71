import type { WindowsSession } from '#lib/wizard/hosts.ts'
import type { StepContext } from '#lib/wizard/step.ts'
import { isOfAuthority } from './judge-published.ts'
import type { PublishedFile } from './published-files.ts'
import { fileOn } from './web-site.ts'
import { arePaths, removeFile, renameFile, writeFile } from './web-site-pipelines.ts'

/** What stands where a file belongs: nothing, the file, an older one of the same authority, or something of others. */
export type Place = { path: string; state: 'absent' | 'right' | 'old' | 'foreign'; aside: string }

type Context = Pick<StepContext<unknown>, 'before' | 'log'> & { session: WindowsSession }

export async function placeOf(session: WindowsSession, folder: string, file: PublishedFile): Promise<Place> {
  const path = `${folder}\\${file.name}`
  const aside = `${file.name}.before-fairlead-${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}`
  const found = await fileOn(session, path)
  if (found === undefined) return { path, aside, state: 'absent' }
  if (found.equals(file.der)) return { path, aside, state: 'right' }
  return { path, aside, state: (await isOfAuthority(file, found)) ? 'old' : 'foreign' }
}

/** Writes it where it differs. A foreign file is renamed first, under a name that was kept before. */
export async function placeFile({ session, before, log }: Context, folder: string, file: PublishedFile): Promise<void> {
  const { path, state, aside } = await placeOf(session, folder, file)
  if (state === 'right') return
  await before.keep(keptAs(session, file), state === 'foreign' ? aside : null)
  if (state === 'foreign') {
    const name = await asideFor({ session, before }, folder, file, aside)
    await session.run(renameFile(path, name), { write: true })
    log(`the foreign ${file.name} is kept as ${name}`, { host: session.host })
  }
  await session.run(writeFile(path, file.der), { write: true })
  log(`${path} holds ${file.der.length} bytes`, { host: session.host, level: 'good' })
}

/** Puts back what stood there before this Step; nothing where it never wrote. */
export async function takeFileAway({ session, before, log }: Context, folder: string, file: PublishedFile) {
  const aside = await before.recall(keptAs(session, file))
  if (aside === undefined) return
  const { path, state } = await placeOf(session, folder, file)
  if (state === 'right' || state === 'old') {
    await session.run(removeFile(path), { write: true })
    log(`${path} is removed`, { host: session.host })
  }
  if (aside === null || state === 'foreign') return
  const [isThere] = await session.run(arePaths(`${folder}\\${aside}`))
  if (isThere === true) await session.run(renameFile(`${folder}\\${aside}`, file.name), { write: true })
}

/** The name that was kept, unless a file already has it: that one was set aside earlier. */
async function asideFor(
  { session, before }: Pick<Context, 'session' | 'before'>,
  folder: string,
  file: PublishedFile,
  fresh: string,
): Promise<string> {
  const kept = await before.recall(keptAs(session, file))
  if (typeof kept !== 'string') return fresh
  const [isTaken] = await session.run(arePaths(`${folder}\\${kept}`))
  return isTaken === true ? fresh : kept
}

const keptAs = ({ host }: WindowsSession, { name }: PublishedFile) => `${host} ${name}`
