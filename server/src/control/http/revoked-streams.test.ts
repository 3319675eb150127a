import { Readable } from 'node:stream'
import { ok, route } from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Browser } from '../testing/browser.ts'
import { openHouse, type House } from '../testing/house.ts'
import { bind } from './bind.ts'

const endless = route({
  method: 'GET',
  path: '/api/endless',
  summary: 'Bytes that never end, like a long export to a slow reader',
  access: ['administrator'],
  answer: 'binary',
})

describe('bytes on their way', () => {
  let house: House
  let admin: Browser
  let started: Promise<Readable>

  beforeEach(async () => {
    const waiting = Promise.withResolvers<Readable>()
    started = waiting.promise
    house = await openHouse({
      domains: [
        () => ({
          name: 'endless',
          routes: [
            bind(endless, () => {
              const body = new Readable({ read: () => undefined })
              body.push('first')
              waiting.resolve(body)
              return ok({ status: 200, headers: {}, body })
            }),
          ],
          dispose: () => undefined,
        }),
      ],
    })
    admin = await house.signedIn(house.ada)
  })
  afterEach(() => house.dispose())

  it('ACCESS-16: end with the sign-in that asked for them', async () => {
    const answer = admin.send('GET', '/api/endless').then(
      () => 'all of it',
      () => 'cut off',
    )
    const body = await started
    const { signIns } = house.control.services.access
    const [own] = signIns.live()
    if (own === undefined) throw new Error('nobody is signed in')
    signIns.end(own.signInId, { reason: 'revoked', by: null, note: null, address: null })
    expect(await answer).toBe('cut off')
    expect(body.destroyed).toBe(true)
  })
})
