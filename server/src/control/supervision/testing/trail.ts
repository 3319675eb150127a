import type { House } from '../../testing/house.ts'

/** Rows of the audit trail about supervision and moved calls, oldest first: action, outcome and reason. */
export async function trailOf(house: House, subjectId?: string): Promise<string[]> {
  const admin = await house.signedIn(house.ada)
  const { body } = await admin.send('GET', '/api/audit?limit=200')
  if (typeof body !== 'object' || body === null || !('items' in body) || !Array.isArray(body.items))
    throw new Error(`no trail: ${JSON.stringify(body)}`)
  return body.items
    .filter(
      (row: { action: string; subjectId: string | null }) =>
        /^supervision\.|^calls\.moved$/.test(row.action) &&
        (subjectId === undefined || row.subjectId === subjectId),
    )
    .map((row: { action: string; outcome: string; reason: string | null }) =>
      [row.action, row.outcome, row.reason].filter((word) => word !== null).join(' '),
    )
    .toReversed()
}
