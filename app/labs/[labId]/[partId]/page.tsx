import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { asks } from '#components/parts/asking.ts'
import { CredentialsPanel } from '#components/parts/lab/credentials-panel.tsx'
import { LabPicture } from '#components/parts/lab/lab-picture.tsx'
import { InstallFiles } from '#components/parts/nodes/install-files.tsx'
import { PartForm } from '#components/parts/part-form.tsx'
import { PartPage } from '#components/wizard/part-page.tsx'
import { answersWithGaps } from '#lib/labs/answers.ts'
import { listCredentials } from '#lib/labs/credentials.ts'
import { labInstallFiles } from '#lib/labs/install-files.ts'
import { labOf } from '../load.ts'

type Place = { params: Promise<{ labId: string; partId: string }> }

export async function generateMetadata({ params }: Place): Promise<Metadata> {
  const { labId, partId } = await params
  const lab = await labOf(labId)
  const index = lab.parts.findIndex(({ id }) => id === partId)
  return { title: `Part ${index + 1} ${lab.parts[index]?.title ?? ''} · ${lab.name}` }
}

export default async function Page({ params }: Place) {
  const { labId, partId } = await params
  const lab = await labOf(labId)
  if (!lab.parts.some(({ id }) => id === partId)) notFound()

  const { answers, unsaved } = await answersWithGaps(labId)
  return (
    <PartPage
      key={partId}
      partId={partId}
      answers={
        asks(partId) && (
          <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
            <PartForm labId={labId} partId={partId} initial={answers[partId]} isSaved={!unsaved.includes(partId)} />
            {partId === 'lab' && (
              <CredentialsPanel labId={labId} login={answers.lab.login} kept={await listCredentials(labId)} />
            )}
          </div>
        )
      }
      picture={partId === 'lab' && <LabPicture answers={answers} />}
      files={partId === 'nodes' && <InstallFiles labId={labId} files={await labInstallFiles(labId)} />}
    />
  )
}
