import { describe, expect, it } from 'vitest'
import { readPosition } from './position.ts'

describe('readPosition', () => {
  it.each([
    ['52.52, 13.405', { latitude: 52.52, longitude: 13.405 }],
    [' -33.9 151.2 ', { latitude: -33.9, longitude: 151.2 }],
    ['0;0', { latitude: 0, longitude: 0 }],
    ['', null],
    ['   ', null],
    ['91, 0', 'bad'],
    ['0, 181', 'bad'],
    ['52.52', 'bad'],
    ['52,52, 13', 'bad'],
    ['Berlin', 'bad'],
    ['1e1, 5', 'bad'],
  ])('%j is %j', (text, position) => {
    expect(readPosition(text)).toEqual(position)
  })
})
