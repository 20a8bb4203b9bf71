import type { Metadata } from 'next'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { PlainPage } from '#components/wizard/plain-page.tsx'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <PlainPage
      title="There is nothing at this address"
      sentence="The lab, Part or run may have been deleted, or the address may have been cut when it was copied."
    >
      <ButtonLink look="primary" href="/">
        Go to the labs
      </ButtonLink>
    </PlainPage>
  )
}
