import type { ReactNode } from 'react'
import { Note } from '#components/ui/note.tsx'
import { TopBar } from './top-bar.tsx'

type PlainProps = { title: string; sentence: string; detail?: string | undefined; children: ReactNode }

/** A page that has one thing to say. */
export const PlainPage = (props: PlainProps) => (
  <>
    <TopBar crumbs={[{ text: 'Labs', href: '/' }]} />
    <main id="main" tabIndex={-1} className="mx-auto max-w-[720px] px-3.5 py-10 outline-none">
      <PlainNote {...props} />
    </main>
  </>
)

/** The same in the frame of a lab. */
export const PlainNote = ({ title, sentence, detail, children }: PlainProps) => (
  <Note tone="warn">
    <title>{`${title} · Fairlead`}</title>
    <h1 className="text-xl font-bold tracking-[-0.015em]">{title}</h1>
    <p>{sentence}</p>
    {detail && <p className="font-mono text-[12.5px] [overflow-wrap:anywhere]">{detail}</p>}
    <div className="flex flex-wrap gap-2.5">{children}</div>
  </Note>
)
