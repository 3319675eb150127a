/** Degrees, WGS 84. */
export interface Position {
  latitude: number
  longitude: number
}

/** Mean radius of the earth (IUGG). */
const earthKm = 6371.0088
const hourMs = 60 * 60_000
/** Two offices of one town are no journey, however fast. */
const nearbyKm = 50

const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Great-circle distance by the haversine formula, some 0.5 % off on the ellipsoid. */
export function kilometresBetween(from: Position, to: Position): number {
  const height = Math.sin(radians(to.latitude - from.latitude) / 2) ** 2
  const width = Math.sin(radians(to.longitude - from.longitude) / 2) ** 2
  const chord = height + Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * width
  return 2 * earthKm * Math.asin(Math.min(1, Math.sqrt(chord)))
}

/**
 * Whether nobody travels so far in that time.
 * @param elapsedMs between the last activity at one site and the sign-in at the other; a clock set back makes it negative.
 */
export function isImpossible(kilometres: number, elapsedMs: number, kilometresPerHour: number): boolean {
  if (kilometres < nearbyKm) return false
  return kilometres > (Math.max(0, elapsedMs) / hourMs) * kilometresPerHour
}
