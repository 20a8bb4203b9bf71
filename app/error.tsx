'use client'

import { Button } from '#components/ui/button.tsx'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { brokenPage } from '#components/wizard/broken-page.ts'
import { PlainPage } from '#components/wizard/plain-page.tsx'

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <PlainPage {...brokenPage(error)}>
      <Button look="primary" onClick={reset}>
        Try again
      </Button>
      <ButtonLink href="/">Go to the labs</ButtonLink>
    </PlainPage>
  )
}
