import { type Marker, PersonId } from '@hearthline/shared'
import { expect, it } from 'vitest'
import { nextPlace, placesOf } from './marker-places.ts'

const by = { personId: PersonId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0b01'), displayName: 'Priya Raman' }
const marker = (at: number, untilAt: number | null = null): Marker => ({
  markerId: null,
  kind: 'whisper',
  at,
  untilAt,
  by,
  text: '',
})

it.each<[string, Marker[], number | null, [number, number | null][]]>([
  [
    'counted from the answer, in order',
    [marker(9_000), marker(6_000, 7_500)],
    5_000,
    [
      [1_000, 2_500],
      [4_000, null],
    ],
  ],
  [
    'before the answer and after the end',
    [marker(4_000, 99_000), marker(99_000)],
    5_000,
    [
      [0, 10_000],
      [10_000, null],
    ],
  ],
  ['a mode that was passed through', [marker(6_000, 6_500), marker(6_500, 8_000)], 5_000, [[1_500, 3_000]]],
  ['a short word before the end', [marker(6_000, 6_500)], 5_000, [[1_000, 1_500]]],
  ['never answered', [marker(9_000)], null, []],
])('%s', (_name, markers, answeredAt, places) => {
  expect(placesOf(markers, answeredAt, 10_000).map(({ atMs, untilMs }) => [atMs, untilMs])).toEqual(places)
})

it('goes on to the next place, and from the last to the first', () => {
  const places = placesOf([marker(6_000), marker(9_000)], 5_000, 10_000)
  expect(nextPlace(places, 0)?.atMs).toBe(1_000)
  expect(nextPlace(places, 1_010)?.atMs).toBe(4_000)
  expect(nextPlace(places, 4_000)?.atMs).toBe(1_000)
  expect(nextPlace([], 0)).toBeNull()
})
