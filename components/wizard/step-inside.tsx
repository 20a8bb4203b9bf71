'use client'

import type { LabView } from '#lib/labs/lab-view.ts'
import type { PartView, StepView } from '#lib/wizard/view.ts'
import { EvidenceView } from './evidence/evidence-view.tsx'
import { FindingBox } from './finding-box.tsx'
import { LogView } from './log/log-view.tsx'
import { PlanChanges } from './plan/plan-changes.tsx'
import { StepButtons } from './step-buttons.tsx'
import type { Lens } from './step-list.tsx'

type StepInsideProps = { lab: LabView; part: PartView; step: StepView; lens: Lens }

export function StepInside({ lab, part, step, lens }: StepInsideProps) {
  if (lens === 'evidence') return <EvidenceView step={step} />
  return (
    <>
      {step.failure && <FindingBox lab={lab} part={part} step={step} failure={step.failure} />}
      {lens === 'plan' && <PlanChanges changes={step.changes} />}
      {lens === 'run' && step.runId && step.stepRunId !== null && (
        <LogView
          key={step.stepRunId}
          labId={lab.id}
          runId={step.runId}
          stepRunId={step.stepRunId}
          title={step.title}
          live={step.state === 'running'}
        />
      )}
      {!lab.activeRun && <StepButtons labId={lab.id} part={part} step={step} />}
    </>
  )
}
