import { failed } from '#app/failed.ts'
import { fresh } from '#app/fresh.ts'
import { listLabs } from '#lib/labs/labs.ts'

export async function GET(request: Request): Promise<Response> {
  try {
    return fresh(request, await listLabs())
  } catch (error) {
    return failed(error)
  }
}
