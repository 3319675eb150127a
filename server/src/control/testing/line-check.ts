import { checkNames, type CheckName, type LineCheckFindings } from '@hearthline/shared'

type Item = LineCheckFindings['items'][number]

/** What a browser reports whose check went well, but for these items. */
export const passedCheck = (
  verdicts: Partial<Record<CheckName, Item['verdict']>> = {},
): LineCheckFindings => ({
  items: checkNames.map((name): Item => ({ name, verdict: verdicts[name] ?? 'passed', detail: null })),
  media: { lossPercent: 0, jitterMs: 4, roundTripMs: 21, mos: 4.3, route: 'direct', seconds: 10 },
  roundTripMs: 18,
  clockOffsetMs: -3,
})
