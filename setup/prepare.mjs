import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { node, root } from './place.mjs'
import { must } from './run.mjs'
import { telling } from './say.mjs'
import { whenChanged } from './stamp.mjs'

/** npm packages and the generated database client. Does nothing where they are there already. */
export async function prepare() {
  await whenChanged('packages', ['package-lock.json'], 'node_modules/.package-lock.json', () =>
    telling('installing npm packages', () => must('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])),
  )
  await whenChanged('prisma', ['prisma/schema.prisma', 'package-lock.json'], 'generated/prisma/client.ts', () =>
    telling('generating the database client', () =>
      must(node(), ['node_modules/prisma/build/index.js', 'generate'], { stdio: ['ignore', 'ignore', 2] }),
    ),
  )
}

const SOURCES = [
  'app',
  'components',
  'lib',
  'prisma/schema.prisma',
  'public',
  'instrumentation.ts',
  'proxy.ts',
  'next.config.ts',
  'package-lock.json',
  'tsconfig.json',
  'postcss.config.mjs',
]

/** The wizard as it is served: one folder that holds all it needs but the project's own files. */
export async function build() {
  await whenChanged('build', SOURCES, '.next/standalone/server.js', () =>
    telling('building the wizard', async () => {
      await must(node(), ['node_modules/next/dist/bin/next', 'build'])
      await must('cp', ['-r', '.next/static', '.next/standalone/.next/'])
      mkdirSync(join(root, 'public'), { recursive: true })
      await must('cp', ['-r', 'public', '.next/standalone/'])
    }),
  )
}
