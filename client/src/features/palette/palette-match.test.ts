import { describe, expect, it } from 'vitest'
import { fit, matching, numberIn, type PaletteItem } from './palette-match.ts'

const item = (group: PaletteItem['group'], text: string, also?: string): PaletteItem => ({
  id: text,
  group,
  text,
  ...(also === undefined ? {} : { also }),
  run: () => undefined,
})

describe('fit', () => {
  it.each([
    ['My calls', 'my', 3],
    ['My calls', 'calls', 2],
    ['Recordings', 'cord', 1],
    ['My calls', 'calls my', 2],
    ['My calls', 'floor', 0],
    ['My calls', '', 1],
    ['Zoë Müller', 'zoe mu', 3],
    ['就绪', '就', 3],
  ] as const)('%s for "%s" is %d', (text, query, rank) => {
    expect(fit(text, query)).toBe(rank)
  })
})

it('shows groups in their order, the best first, and what is found by other words', () => {
  const items = [
    item('pages', 'Trunks', 'carrier'),
    item('pages', 'My calls'),
    item('actions', 'Take a break: lunch'),
    item('actions', 'Call the last number again', 'redial'),
    item('people', 'Dana'),
  ]
  expect(matching(items, 'carrier').map(({ id }) => id)).toEqual(['Dana', 'Trunks'])
  expect(matching(items, 'call').map(({ id }) => id)).toEqual([
    'Call the last number again',
    'Dana',
    'My calls',
  ])
  expect(matching(items, 'redial').map(({ id }) => id)).toEqual(['Call the last number again', 'Dana'])
})

it.each([
  ['+1 202 555 0147', '+1 202 555 0147'],
  ['＋１２０２５５５０１４７', '+12025550147'],
  ['12', null],
  ['0049 (30) 123-456', '0049 (30) 123-456'],
  ['dana 123', null],
  ['123456789012345678901', null],
])('"%s" is the number %s', (text, number) => {
  expect(numberIn(text)).toBe(number)
})
