import { defineConfig, devices } from '@playwright/test'

/** The whole wizard over the built application, as an administrator walks it. One at a time: the machines are real. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.walk.ts',
  outputDir: 'test-results/browser',
  timeout: 600_000,
  expect: { timeout: 15_000 },
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['json', { outputFile: 'test-results/browser.json' }]],
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1360, height: 900 },
    // What moves is painted by the processors that the machines of the rehearsal run on.
    contextOptions: { reducedMotion: 'reduce' },
    trace: { mode: 'retain-on-failure', screenshots: false },
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    },
  },
})
