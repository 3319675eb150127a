import { describe, expect, it } from 'vitest'
import { positionOf } from './position.ts'

describe('positionOf', () => {
  it.each([
    ['52.52', '13.405', { latitude: 52.52, longitude: 13.405 }],
    [' 41,65 ', '−83.53', { latitude: 41.65, longitude: -83.53 }],
    ['', ' ', null],
    ['52.52', '', undefined],
    ['90.1', '0', undefined],
    ['0', '-180.5', undefined],
    ['1e1', '0', undefined],
    ['north', '0', undefined],
  ])('%j and %j are %j', (latitude, longitude, position) => {
    expect(positionOf(latitude, longitude)).toEqual(position)
  })
})
