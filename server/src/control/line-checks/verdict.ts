import { checkNames, mediaLimits, type LineCheckFindings, type Problem } from '@hearthline/shared'

/**
 * Whether what a browser has found opens Ready (CHECK-2): everything passed or fair, and a media path that was measured
 * and is good enough for a customer, by its figures. The tab-sleep setting (`power`) stops nobody.
 */
export const hasPassed = ({ items, media }: LineCheckFindings): boolean =>
  media !== null &&
  media.mos >= mediaLimits.leastMos &&
  media.lossPercent <= mediaLimits.mostLossPercent &&
  items.every(({ name, verdict }) => name === 'power' || verdict === 'passed' || verdict === 'fair')

/** Each item once: seven times the same would pass without the others. */
export const findingsFault = ({ items }: LineCheckFindings): Problem | null =>
  new Set(items.map(({ name }) => name)).size === checkNames.length
    ? null
    : { code: 'invalid-request', field: 'items', detail: `Each of ${checkNames.join(', ')}, once.` }
