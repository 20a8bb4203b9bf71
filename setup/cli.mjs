import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { debianPackages } from './debian.mjs'
import { environment, node, root } from './place.mjs'
import { prepare } from './prepare.mjs'

await prepare()
if (process.argv[2] === 'rehearse') await debianPackages('rehearsal')
const child = spawn(node(), [join(root, 'cli/fairlead.ts'), ...process.argv.slice(2)], {
  env: environment(),
  stdio: 'inherit',
})
// The terminal sends Ctrl-C to the child as well, and the child decides how to end.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.once('exit', (code) => process.exit(code ?? 1))
