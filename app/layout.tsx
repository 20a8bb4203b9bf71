import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { QueryProvider } from '#components/wizard/query-provider.tsx'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Fairlead', template: '%s · Fairlead' },
  description: 'Guided setup of Exchange client access behind two HAProxy nodes that fail over by keepalived.',
}

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#121920' },
  ],
}

// Every page shows what is so now, and carries a nonce of its own for its scripts.
export const dynamic = 'force-dynamic'

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    // The theme is set on this element before React looks at it.
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* Before the first paint, or a chosen theme flashes. */}
        <script src="/theme.js" />
      </head>
      <body>
        <QueryProvider>{children}</QueryProvider>
      </body>
    </html>
  )
}
