'use client'

import { Button } from '#components/ui/button.tsx'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { PlainPage } from '#components/wizard/plain-page.tsx'

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <PlainPage
      title="This page could not be made"
      sentence="That is a fault of Fairlead, not of your machines. Runs go on in the server; what is done stays done."
      detail={error.digest ? `The server's log names it ${error.digest}.` : error.message}
    >
      <Button look="primary" onClick={reset}>
        Try again
      </Button>
      <ButtonLink href="/">Go to the labs</ButtonLink>
    </PlainPage>
  )
}
