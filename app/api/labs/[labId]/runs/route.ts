import { failed } from '#app/failed.ts'
import { fresh } from '#app/fresh.ts'
import { listRuns } from '#lib/labs/runs.ts'

type Place = { params: Promise<{ labId: string }> }

export async function GET(request: Request, { params }: Place): Promise<Response> {
  try {
    return fresh(request, await listRuns((await params).labId))
  } catch (error) {
    return failed(error)
  }
}
