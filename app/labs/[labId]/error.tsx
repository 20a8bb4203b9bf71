'use client'

import { Button } from '#components/ui/button.tsx'
import { brokenPage } from '#components/wizard/broken-page.ts'
import { PlainNote } from '#components/wizard/plain-page.tsx'

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <PlainNote {...brokenPage(error)}>
      <Button look="primary" onClick={reset}>
        Try again
      </Button>
    </PlainNote>
  )
}
