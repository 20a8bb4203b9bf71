import { Note } from '#components/ui/note.tsx'
import type { Problems } from './problems.ts'

/** Says at the top how much is wrong; each fault stands at its field too. */
export function ProblemSummary({ problems }: { problems: Problems }) {
  const all = Object.entries(problems)
  if (all.length === 0) return null
  return (
    <Note tone="bad" role="alert">
      <p className="font-semibold">
        Nothing was saved: {all.length === 1 ? 'one answer needs' : `${all.length} answers need`} a correction.
      </p>
      <ul className="list-disc pl-5">
        {all.map(([path, message]) => (
          <li key={path}>
            <a href={`#${path}`} className="text-bad underline">
              {message}
            </a>
          </li>
        ))}
      </ul>
    </Note>
  )
}
