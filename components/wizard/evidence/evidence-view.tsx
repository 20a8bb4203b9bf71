'use client'

import { Moment } from '#components/ui/moment.tsx'
import type { StepView } from '#lib/wizard/view.ts'
import { CertificateCard } from './certificate-card.tsx'
import { DrillCard, DrillVerdict } from './drill-card.tsx'
import { FactTable } from './fact-table.tsx'
import { FileProof } from './file-proof.tsx'
import { proofTitle } from './proof-title.ts'
import { ServiceMatrix } from './service-matrix.tsx'

type Proof = StepView['evidence'][number]

/** What a Step has proven, newest look only: each kind as it is best read. */
export function EvidenceView({ step }: { step: StepView }) {
  return (
    <ul className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {step.evidence.map((proof, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: proofs are a list that is only ever replaced as a whole
        <li key={index} className="grid grid-cols-[minmax(0,1fr)] gap-2">
          <div className="flex flex-wrap items-baseline gap-x-3">
            <h3 className="min-w-0 flex-1 font-semibold">{proofTitle(proof)}</h3>
            {proof.kind === 'drill' && <DrillVerdict drill={proof.data} />}
            <Moment iso={proof.at} className="text-sm text-muted" />
          </div>
          <ProofInside proof={proof} />
        </li>
      ))}
    </ul>
  )
}

function ProofInside({ proof }: { proof: Proof }) {
  switch (proof.kind) {
    case 'fact':
      return <FactTable facts={proof.data} />
    case 'file':
      return <FileProof file={proof.data} />
    case 'certificate':
      return <CertificateCard certificate={proof.data} />
    case 'answers':
      return <ServiceMatrix from={proof.data.from} rows={proof.data.rows} />
    case 'drill':
      return <DrillCard drill={proof.data} />
  }
}
