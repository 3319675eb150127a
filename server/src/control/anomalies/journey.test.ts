import { describe, expect, it } from 'vitest'
import { isImpossible, kilometresBetween } from './journey.ts'

const berlin = { latitude: 52.52, longitude: 13.405 }
const paris = { latitude: 48.8566, longitude: 2.3522 }
const sydney = { latitude: -33.8688, longitude: 151.2093 }
const suva = { latitude: -18.1416, longitude: 178.4419 }
const apia = { latitude: -13.8333, longitude: -171.75 }
const hour = 60 * 60_000

describe('journeys between sites', () => {
  it.each([
    ['Berlin to Paris', berlin, paris, 877],
    ['and back', paris, berlin, 877],
    ['Berlin to Sydney', berlin, sydney, 16_089],
    ['across the date line', suva, apia, 1_152],
    ['to where one is', berlin, berlin, 0],
    [
      'to the other side of the world',
      { latitude: 0, longitude: 0 },
      { latitude: 0, longitude: 180 },
      20_015,
    ],
    ['pole to pole', { latitude: 90, longitude: 0 }, { latitude: -90, longitude: 77 }, 20_015],
  ])('ACCESS-44: %s', (_name, from, to, kilometres) => {
    const error = Math.abs(kilometresBetween(from, to) - kilometres)
    expect(error).toBeLessThanOrEqual(kilometres * 0.005)
  })

  it.each([
    [877, 1 * hour, 900, false],
    [877, 0.9 * hour, 900, true],
    [877, 0, 900, true],
    [16_089, 17 * hour, 900, true],
    [16_089, 18 * hour, 900, false],
    [16_089, 18 * hour, 500, true],
    // Two offices of one town are no journey.
    [49, 0, 900, false],
    [51, 0, 900, true],
    // A clock set back makes no time to travel in.
    [877, -5 * hour, 900, true],
  ])('ACCESS-44: %i km in %i ms at %i km/h: impossible is %s', (kilometres, elapsedMs, limit, impossible) => {
    expect(isImpossible(kilometres, elapsedMs, limit)).toBe(impossible)
  })
})
