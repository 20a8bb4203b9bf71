import { posix } from 'node:path'
import { Failure } from '#lib/failure.ts'
import type { Command, CommandResult, FileOptions } from '#lib/wizard/hosts.ts'

/** The ways in which the script below ends without having written. */
const refusals: Record<number, (path: string, said: string) => Failure> = {
  41: (path, said) =>
    new Failure('blocked', {
      message: `${path} is a symbolic link to ${said}. Fairlead writes no file through a link, because it would change another file than the one that is named.`,
      remedy: `Look what put the link there; then replace it by a file of its own: cp --remove-destination "$(readlink -f ${path})" ${path}`,
    }),
  42: (path) =>
    new Failure('blocked', {
      message: `${path} is there, but it is not a file.`,
      remedy: `Look with "ls -ld ${path}" what it is, and move it away if it is not needed.`,
    }),
  43: (path) =>
    new Failure('not-found', {
      message: `The folder of ${path} does not exist.`,
      remedy: `Look that the package which brings ${posix.dirname(path)} is installed.`,
    }),
  44: (path) =>
    new Failure('outcome-unknown', {
      message: `${path} was not written: less of its content arrived than was sent. The file is as it was before.`,
      remedy: 'Look again and run the Step again.',
    }),
}

/**
 * Writes standard input to a file in one move. The draft lies in the same folder, so that the last step is a rename: whoever
 * opens the file finds the old one or the new one, whole. The old one is kept under another name by a hard link, so its
 * name is never missing. The length is compared, because a connection that drops looks like the end of the content.
 */
const SCRIPT = `
set -eu
path=$1 bytes=$2 mode=$3 owner=$4 stamp=$5
folder=\${path%/*}
if [ -L "$path" ]; then readlink "$path"; exit 41; fi
if [ -e "$path" ] && [ ! -f "$path" ]; then exit 42; fi
if [ ! -d "$folder/" ]; then exit 43; fi
umask 077
find "$folder/" -maxdepth 1 -name '.fairlead-write.*' -type f -mmin +60 -delete
draft=$(mktemp "$folder/.fairlead-write.XXXXXXXX")
trap 'rm -f -- "$draft"' EXIT
trap 'exit 143' HUP INT TERM
cat > "$draft"
if [ "$(wc -c < "$draft")" -ne "$bytes" ]; then exit 44; fi
if [ -f "$path" ] && cmp -s -- "$draft" "$path"; then
  chown -- "$owner" "$path"; chmod -- "$mode" "$path"
  exit 0
fi
chown -- "$owner" "$draft"; chmod -- "$mode" "$draft"
sync "$draft"
if [ -f "$path" ]; then
  previous=$path.$stamp count=1
  while [ -e "$previous" ] || [ -L "$previous" ]; do count=$((count + 1)); previous=$path.$stamp-$count; done
  ln -- "$path" "$previous" 2>/dev/null || cp -p -- "$path" "$previous"
  echo "$previous"
fi
mv -f -T -- "$draft" "$path"
sync "$folder/"
if command -v restorecon >/dev/null; then restorecon -- "$path" || :; fi
`.trim()

/** The command that writes a file; the content goes to its standard input. */
export function writeCommand(path: string, content: Uint8Array, options: FileOptions, now: Date): Command {
  refuseBadPath(path)
  return ['sh', '-c', SCRIPT, 'write', path, String(content.length), modeOf(options), ownerOf(options), stampOf(now)]
}

/** The path under which the previous file was kept. Throws where nothing was written. */
export function written(host: string, path: string, { exitCode, stdout, stderr }: CommandResult): string | undefined {
  const said = stdout.trimEnd()
  if (exitCode === 0) return said || undefined
  const refusal = refusals[exitCode]?.(path, said)
  if (refusal) throw refusal
  throw new Failure('command-failed', {
    message: `${path} could not be written on ${host}: ${stderr.trim().slice(-500) || `exit code ${exitCode}`}`,
    remedy: `Look on ${host} whether the disk is full or mounted read-only, and whether the owner exists.`,
  })
}

export const modeOf = ({ mode }: FileOptions) => mode.toString(8).padStart(4, '0')
export const ownerOf = ({ owner = 'root', group = 'root' }: FileOptions) => `${owner}:${group}`

/** `2026-11-23T101407Z`: sorts by time and has no character that a shell or a file system minds. */
export const stampOf = (now: Date) => now.toISOString().replace(/\.\d+/, '').replaceAll(':', '')

export function refuseBadPath(path: string) {
  if (posix.isAbsolute(path) && posix.normalize(path) === path && !path.endsWith('/') && !/[\0\n]/.test(path)) return
  throw new Failure('invalid', {
    message: `${JSON.stringify(path)} is not the path of a file. A path is absolute, has no ".." and no line break, and does not end with a slash.`,
  })
}
