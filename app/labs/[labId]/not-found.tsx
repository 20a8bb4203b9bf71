import { ButtonLink } from '#components/ui/button-link.tsx'
import { PlainNote } from '#components/wizard/plain-page.tsx'

export default function NotFound() {
  return (
    <PlainNote
      title="There is no such page in this lab"
      sentence="The Part or run that this address names is not there; a run may have been made with an earlier version."
    >
      <ButtonLink look="primary" href="/">
        Go to the labs
      </ButtonLink>
    </PlainNote>
  )
}
