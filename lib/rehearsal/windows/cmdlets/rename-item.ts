import { type CmdletCall, CmdletError, type Cmdlets, textParameter } from '../powershell/cmdlet.ts'
import { notSimulated } from '../powershell/script-error.ts'
import { deleteFile, fileBytes, keptPath, parentOf, writeFile } from '../state/files.ts'
import { pathNotFound } from './faults.ts'
import { locate } from './location.ts'

export const renameCmdlets: Cmdlets = { 'Rename-Item': { run: renameItem } }

/** A file within its folder; a name that is taken is refused. */
async function renameItem(call: CmdletCall): Promise<void> {
  const shown = textParameter(call, 'LiteralPath') ?? textParameter(call, 'Path') ?? ''
  const { provider, path } = locate(shown, call.session)
  const newName = textParameter(call, 'NewName') ?? ''
  const state = call.host.state.read()
  const kept = keptPath(state, path)
  if (provider !== 'file' || /[\\/:]/.test(newName)) throw notSimulated(`Rename-Item of ${shown} to ${newName}`)
  if (kept === undefined) throw new CmdletError(pathNotFound(path))
  if (state.files[kept] === null) throw notSimulated('Rename-Item of a folder')
  const target = `${parentOf(path)}\\${newName}`
  if (keptPath(state, target)) throw alreadyThere(path)
  await call.host.state.change((draft) => {
    writeFile(draft, target, fileBytes(draft, kept))
    deleteFile(draft, kept)
  })
}

function alreadyThere(path: string): CmdletError {
  return new CmdletError({
    message: 'Cannot create a file when that file already exists.\r\n',
    exception: 'System.IO.IOException',
    id: 'RenameItemIOError',
    category: 'WriteError',
    target: path,
  })
}
