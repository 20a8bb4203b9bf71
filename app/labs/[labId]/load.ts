import { notFound } from 'next/navigation'
import { cache } from 'react'
import { Failure } from '#lib/failure.ts'
import { loadLab } from '#lib/labs/labs.ts'

/** The lab of this address, read once per request; the page that says "not found" where there is none. */
export const labOf = cache(async (labId: string) => {
  try {
    return await loadLab(labId)
  } catch (error) {
    if (error instanceof Failure && error.code === 'not-found') notFound()
    throw error
  }
})
