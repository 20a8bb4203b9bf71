import { debianPackages } from './debian.mjs'
import { node } from './place.mjs'
import { prepare } from './prepare.mjs'
import { attempt } from './run.mjs'

await prepare()
await debianPackages('rehearsal')
const words = ['node_modules/next/dist/bin/next', 'dev', '--hostname', '127.0.0.1', ...process.argv.slice(2)]
process.exitCode = await attempt(node(), words, { stdio: 'inherit' })
