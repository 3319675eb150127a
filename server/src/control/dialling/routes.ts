import { TrunkRoute } from '../../protocol/ticket.ts'
import type { RandomSource } from '../ports.ts'
import type { DialTrunk } from './ports.ts'
import { isEmergency } from './read-number.ts'

/** As many as a ticket carries. */
const maxRoutes = 8

/**
 * The ways to a number, in the order in which they are tried (DIAL-9 to DIAL-11): those known to be down last, then by rank;
 * among equals the first is drawn by weight, then the next of the rest.
 * @param number E.164 with `+`.
 * @returns at most 8; none when no trunk takes this number.
 */
export function routesFor(number: string, trunks: readonly DialTrunk[], random: RandomSource): TrunkRoute[] {
  const usable = trunks.flatMap((trunk) => {
    const route = routeOver(number, trunk)
    return route === null ? [] : [{ ...trunk, route }]
  })
  const drawn = spread(usable, random)
  return drawn
    .toSorted((one, two) => Number(one.down) - Number(two.down) || one.rank - two.rank)
    .slice(0, maxRoutes)
    .map(({ route }) => route)
}

/** What the number looks like on this trunk, and as whom we call; null when it is not for this trunk. */
function routeOver(number: string, trunk: DialTrunk): TrunkRoute | null {
  const rule = trunk.prefixes.length === 0 ? { strip: 0, prepend: '' } : longest(trunk.prefixes, number)
  if (rule === undefined) return null
  const dialled = rule.prepend + number.slice(rule.strip)
  // What rules have cut too short, or down to a number that rings the police, is no way to this number.
  if (!/\d{3}/.test(dialled) || isEmergency(dialled.replaceAll(/\D/g, ''))) return null
  const callerId = longest(trunk.callerIds, number)?.callerId ?? trunk.callerId
  const route = TrunkRoute.safeParse({ trunkId: trunk.trunkId, dialled, callerId })
  return route.success ? route.data : null
}

const longest = <Rule extends { prefix: string }>(rules: readonly Rule[], number: string): Rule | undefined =>
  rules
    .filter(({ prefix }) => number.startsWith(prefix))
    .toSorted((one, two) => two.prefix.length - one.prefix.length)[0]

/** Draws all of them, each time one of the rest with the chance of its weight. */
function spread<Weighted extends { weight: number }>(
  all: readonly Weighted[],
  random: RandomSource,
): Weighted[] {
  const left = [...all]
  const drawn: Weighted[] = []
  while (left.length > 0) {
    const total = left.reduce((sum, { weight }) => sum + weight, 0)
    let point = fraction(random) * total
    const index = left.findIndex(({ weight }) => (point -= weight) < 0)
    drawn.push(...left.splice(index < 0 ? left.length - 1 : index, 1))
  }
  return drawn
}

/** Evenly in [0, 1). */
const fraction = (random: RandomSource): number =>
  new DataView(Uint8Array.from(random.bytes(4)).buffer).getUint32(0) / 2 ** 32
