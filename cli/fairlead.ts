import { Failure } from '#lib/failure.ts'
import { deleteLabs } from './delete.ts'
import { doctor, doctorUsage } from './doctor.ts'
import { rehearse } from './rehearse.ts'
import { rekeyVault } from './rekey.ts'
import { report } from './report.ts'

const commands: Record<string, { run: (words: string[]) => Promise<number>; usage: string }> = {
  rehearse: {
    run: rehearse,
    usage:
      'rehearse [--json] [--keep] [--report FILE.pdf] [--release bookworm|trixie]   a whole rehearsal, twice, and a drill',
  },
  report: { run: report, usage: 'report LAB FILE.pdf   the report of a lab, by its name or id' },
  doctor: { run: doctor, usage: doctorUsage },
  rekey: { run: rekeyVault, usage: 'rekey   seal every kept secret under a new key (stop the wizard first)' },
  delete: { run: deleteLabs, usage: 'delete LAB|--all   forget a lab and take the machines of its rehearsal down' },
}

const [name = '', ...words] = process.argv.slice(2)
const command = commands[name]
process.exitCode = command ? await ending(command.run(words)) : usage()
// Connections and timers of a library must not keep a finished command alive, but what it printed into a pipe must be through.
process.stdout.write('', () => process.exit())

async function ending(work: Promise<number>): Promise<number> {
  try {
    return await work
  } catch (error) {
    const failure = Failure.from(error)
    process.stderr.write(`fairlead: ${failure.message}\n${failure.remedy ? `          ${failure.remedy}\n` : ''}`)
    if (failure.code === 'unexpected') process.stderr.write(`${error instanceof Error ? error.stack : ''}\n`)
    return 1
  }
}

function usage(): number {
  process.stderr.write(
    `fairlead:\n${Object.values(commands)
      .map(({ usage }) => `  npm run -s fairlead -- ${usage}\n`)
      .join('')}`,
  )
  return 2
}
