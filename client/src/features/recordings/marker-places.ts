import type { Marker } from '@hearthline/shared'

/** A marker as the player needs it: places count from the start of the recording, which is the answer. */
export interface MarkerPlace {
  marker: Marker
  atMs: number
  /** Null for a point. */
  untilMs: number | null
}

/** A short stretch that the same lead's next mode follows at once was on the way to it, and is no place to go to. */
const isPassing = ({ markerId, at, untilAt, by }: Marker, markers: readonly Marker[]): boolean =>
  markerId === null &&
  untilAt !== null &&
  untilAt - at < 1_000 &&
  markers.some((next) => next.markerId === null && next.by.personId === by.personId && next.at === untilAt)

/** In order of time; what lies outside of the recording (before the answer, after the end) stands at its rim. */
export function placesOf(
  markers: readonly Marker[],
  answeredAt: number | null,
  totalMs: number,
): MarkerPlace[] {
  if (answeredAt === null) return []
  const within = (at: number): number => Math.min(Math.max(0, at - answeredAt), totalMs)
  return markers
    .filter((marker) => !isPassing(marker, markers))
    .map((marker) => ({
      marker,
      atMs: within(marker.at),
      untilMs: marker.untilAt === null ? null : within(marker.untilAt),
    }))
    .toSorted((one, other) => one.atMs - other.atMs)
}

/** The first place after the one that plays, or the first of all; null without any. */
export function nextPlace(places: readonly MarkerPlace[], atMs: number): MarkerPlace | null {
  // A jump lands a few milliseconds off: the place under the cursor is not the next one.
  return places.find((place) => place.atMs > atMs + 250) ?? places[0] ?? null
}
