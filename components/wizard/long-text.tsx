'use client'

import { useState } from 'react'
import { shortened } from './shortened.ts'
import { WholeOptions } from './whole-options.tsx'

/** A command or line as it is; of a very long one (a certificate in it) the beginning and the end, until all is asked for. */
export function LongText({ text }: { text: string }) {
  const [whole, setWhole] = useState(false)
  const short = shortened(text)
  if (!short) return <WholeOptions text={text} />
  return (
    <>
      {whole ? text : `${short.start} … `}
      <button
        type="button"
        aria-expanded={whole}
        onClick={() => setWhole(!whole)}
        className="mx-1 font-sans text-xs font-medium text-accent underline underline-offset-2"
      >
        {whole ? 'Show less' : `Show ${short.left.toLocaleString('en')} more characters`}
      </button>
      {!whole && ` … ${short.end}`}
    </>
  )
}
