import type { Change } from '#lib/wizard/step.ts'

/** The plan as text that a person can read and run by hand, host by host. */
export function asCommands(changes: readonly Change[]): string {
  const hosts = [...new Set(changes.map(({ host }) => host))]
  return hosts
    .map((host) => {
      const lines = changes.filter((change) => change.host === host).map(commandsOf)
      return `# ---- ${host} ----\n${lines.join('\n')}`
    })
    .join('\n')
}

function commandsOf({ summary, command, file }: Change): string {
  return [`# ${summary}`, command, file && hereDocument(file.path, file.after)].filter(Boolean).join('\n').concat('\n')
}

/** The end mark must not stand in the file itself, or the file would be cut there and its rest be run. */
function hereDocument(path: string, content: string): string {
  let mark = 'END_OF_FILE'
  while (content.split('\n').includes(mark)) mark += '_'
  return `cat > ${quoted(path)} <<'${mark}'\n${content.endsWith('\n') ? content : `${content}\n`}${mark}`
}

const quoted = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)
