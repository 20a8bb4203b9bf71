import { failed } from '#app/failed.ts'
import { Failure } from '#lib/failure.ts'
import { labInstallFiles } from '#lib/labs/install-files.ts'

type Place = { params: Promise<{ labId: string; name: string }> }

/** One file for the unattended installation of a node. */
export async function GET(_: Request, { params }: Place): Promise<Response> {
  const { labId, name } = await params
  try {
    const file = (await labInstallFiles(labId)).find((one) => one.name === name)
    if (!file) throw new Failure('not-found', { message: `There is no install file called ${name}.` })
    return new Response(file.content, {
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'content-disposition': `attachment; filename="${encodeURIComponent(file.name)}"`,
        'cache-control': 'no-store',
      },
    })
  } catch (error) {
    return failed(error)
  }
}
