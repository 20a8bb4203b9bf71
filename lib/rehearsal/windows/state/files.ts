import { PowerShellError } from '../powershell/error-record.ts'
import type { HostState } from './host-state.ts'

/** A file's path as it is kept, whatever the case it is asked with. `undefined`: nothing is there. */
export function keptPath(state: Readonly<HostState>, path: string): string | undefined {
  const wanted = tidy(path).toLowerCase()
  return Object.keys(state.files).find((one) => tidy(one).toLowerCase() === wanted)
}

export function tidy(path: string): string {
  const clean = path.replaceAll('/', '\\').replace(/\\+/g, '\\').replace(/\\$/, '')
  return /^[a-z]:$/i.test(clean) ? `${clean}\\` : clean
}

export function parentOf(path: string): string {
  return tidy(tidy(path).replace(/\\[^\\]*$/, '\\'))
}

/** The content of a file. Throws as .NET does where there is none. */
export function fileBytes(state: Readonly<HostState>, path: string): Buffer {
  const kept = keptPath(state, path)
  const content = kept === undefined ? undefined : state.files[kept]
  if (content === undefined || content === null) throw fileNotFound(path)
  return Buffer.from(content, 'base64')
}

export function writeFile(draft: HostState, path: string, content: Uint8Array): void {
  if (draft.files[keptPath(draft, parentOf(path)) ?? ''] !== null) throw folderNotFound(path)
  draft.files[keptPath(draft, path) ?? tidy(path)] = Buffer.from(content).toString('base64')
}

export function deleteFile(draft: HostState, path: string): void {
  const kept = keptPath(draft, path)
  if (kept) delete draft.files[kept]
}

function fileNotFound(path: string): PowerShellError {
  return new PowerShellError({
    message: `Could not find file '${path}'.`,
    exception: 'System.IO.FileNotFoundException',
    fullyQualifiedErrorId: 'FileNotFoundException',
    category: 'NotSpecified',
  })
}

function folderNotFound(path: string): PowerShellError {
  return new PowerShellError({
    message: `Could not find a part of the path '${path}'.`,
    exception: 'System.IO.DirectoryNotFoundException',
    fullyQualifiedErrorId: 'GetContentWriterDirectoryNotFoundError',
    category: 'ObjectNotFound',
    target: path,
  })
}
