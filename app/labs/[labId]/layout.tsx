import type { ReactNode } from 'react'
import type { LabActions } from '#components/wizard/lab-actions.tsx'
import { LabFrame } from '#components/wizard/lab-frame.tsx'
import * as actions from './actions.ts'
import { labOf } from './load.ts'

type LabLayoutProps = { children: ReactNode; params: Promise<{ labId: string }> }

export default async function LabLayout({ children, params }: LabLayoutProps) {
  const { labId } = await params
  return (
    <LabFrame key={labId} lab={await labOf(labId)} actions={{ ...actions } satisfies LabActions}>
      {children}
    </LabFrame>
  )
}
