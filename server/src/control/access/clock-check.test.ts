import { Problem } from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Browser } from '../testing/browser.ts'
import { openHouse, type House } from '../testing/house.ts'

const minute = 60_000

const isIn = async (browser: Browser) => {
  const answer = await browser.send('GET', '/api/me')
  return answer.status === 200 ? 'ok' : Problem.parse(answer.body).code
}

describe('a clock that was set back while control was down', () => {
  let house: House
  let agent: Browser

  beforeEach(async () => {
    house = await openHouse()
    agent = await house.signedIn(house.dana)
  })
  afterEach(() => house.dispose())

  const setBack = async (ms: number) => {
    house.clock.leap(-ms)
    await house.restart()
  }
  const rows = (action: string) =>
    house.control.services.audit.page({ offset: 0, limit: 50, action }).items.map((row) => row.reason)

  it('ACCESS-47: it is a row in the trail, and what is active in the future ends', async () => {
    await setBack(2 * 60 * minute)
    expect(rows('access.clock-set-back')).toHaveLength(1)
    expect(rows('access.sign-in-ended')).toEqual(['expired'])
    expect(await isIn(agent)).toBe('signed-out')
    // The next start finds its own row, and nothing new.
    house.clock.leap(2 * 60 * minute)
    await house.restart()
    expect(rows('access.clock-set-back')).toHaveLength(1)
  })

  it('ACCESS-47: a clock that differs by less than a minute does not matter', async () => {
    await setBack(50_000)
    expect(rows('access.clock-set-back')).toEqual([])
    expect(await isIn(agent)).toBe('ok')
  })

  it('ACCESS-47: a clock that went on does not matter', async () => {
    house.clock.leap(5 * minute)
    await house.restart()
    expect(rows('access.clock-set-back')).toEqual([])
    expect(await isIn(agent)).toBe('ok')
  })
})
