import { failed } from '#app/failed.ts'
import { labReport } from '#lib/labs/report.ts'

type Place = { params: Promise<{ labId: string }> }

/** The PDF of everything that has been planned, done and proven. */
export async function GET(_: Request, { params }: Place): Promise<Response> {
  const { labId } = await params
  try {
    const pdf = await labReport(labId)
    return new Response(Buffer.from(pdf), {
      headers: {
        'content-type': 'application/pdf',
        'content-disposition': `inline; filename="fairlead-${encodeURIComponent(labId)}.pdf"`,
        'cache-control': 'no-store',
      },
    })
  } catch (error) {
    return failed(error)
  }
}
