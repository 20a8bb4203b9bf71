import { defineConfig } from 'vitest/config'

/**
 * `unit`: pure tables and Steps against a test machine, in seconds. `wire`: protocols against real servers in the process
 * and foreign peers. `rehearsal`: real machines in namespaces; one file at a time.
 */
const shared = { setupFiles: ['./test/setup.ts'], environment: 'node' as const }
// Most tests wait for a socket or another process; Vitest's own choice on two processors is one worker.
export default defineConfig({
  test: {
    maxWorkers: 3,
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          // Key generation takes seconds on a busy machine; nothing here waits for time to pass.
          testTimeout: 30_000,
          include: ['{lib,app,components,cli,test}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.wire.test.ts', '**/*.rehearsal.test.ts', 'node_modules/**'],
        },
      },
      {
        test: {
          ...shared,
          name: 'wire',
          include: ['{lib,test}/**/*.wire.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'rehearsal',
          include: ['{lib,cli,test}/**/*.rehearsal.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
