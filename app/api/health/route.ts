import { failed } from '#app/failed.ts'
import { listLabs } from '#lib/labs/labs.ts'

/** Whether the wizard answers and its database can be read. */
export async function GET(): Promise<Response> {
  try {
    const labs = await listLabs()
    return Response.json({ status: 'ok', labs: labs.length }, { headers: { 'cache-control': 'no-store' } })
  } catch (error) {
    return failed(error)
  }
}
