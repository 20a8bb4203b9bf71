import type { NextConfig } from 'next'

const config: NextConfig = {
  output: 'standalone',
  outputFileTracingRoot: import.meta.dirname,
  outputFileTracingExcludes: { '*': ['./data/**', './test/**', './e2e/**'] },
  turbopack: { root: import.meta.dirname },
  serverExternalPackages: ['ssh2', 'pdfkit', 'better-sqlite3', '@prisma/client'],
  poweredByHeader: false,
  // In development Next would print the arguments of every action, and a password is one.
  logging: { serverFunctions: false },
}
export default config
