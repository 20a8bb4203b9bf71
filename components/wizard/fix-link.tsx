import { ButtonLink } from '#components/ui/button-link.tsx'
import type { Fix } from '#lib/failure.ts'

/** The way to the field, tab or Step where it is put right. */
export function FixLink({ fix, labId, look = 'primary' }: { fix: Fix; labId: string; look?: 'primary' | 'plain' }) {
  return (
    <ButtonLink look={look} href={hrefOf(fix, labId)}>
      {fix.label}
    </ButtonLink>
  )
}

function hrefOf({ part, field, step, tab }: Fix, labId: string): string {
  const place = new URLSearchParams()
  const shown = tab ?? (field ? 'answers' : undefined)
  if (shown) place.set('tab', shown)
  if (field) place.set('field', field)
  if (step) place.set('step', step)
  const query = place.toString()
  return `/labs/${labId}/${part}${query && `?${query}`}`
}
