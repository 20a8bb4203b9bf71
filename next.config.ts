import type { NextConfig } from 'next'

const config: NextConfig = {
  output: 'standalone',
  outputFileTracingRoot: import.meta.dirname,
  outputFileTracingExcludes: { '*': ['./test/**', './e2e/**', './docs/**', './bench/**'] },
  // Where a path is known only at run time, the code says `turbopackIgnore`; else the whole folder is possible input.
  turbopack: { root: import.meta.dirname },
  serverExternalPackages: ['ssh2', 'pdfkit', 'better-sqlite3', '@prisma/client'],
  poweredByHeader: false,
  // In development Next would print the arguments of every action, and a password is one.
  logging: { serverFunctions: false },
  // Browsers ask for this name wherever a page does not name an icon: reports, JSON, refusals.
  rewrites: async () => [{ source: '/favicon.ico', destination: '/icon.svg' }],
  // What differs from answer to answer, the content security policy, is set in proxy.ts.
  headers: async () => [
    {
      source: '/:path*',
      headers: [
        { key: 'x-content-type-options', value: 'nosniff' },
        { key: 'x-frame-options', value: 'DENY' },
        { key: 'referrer-policy', value: 'same-origin' },
        { key: 'cross-origin-opener-policy', value: 'same-origin' },
        { key: 'permissions-policy', value: 'camera=(), geolocation=(), microphone=()' },
      ],
    },
  ],
}
export default config
