import { DeviceId, SignInId, type Result } from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAccountRepository } from '../db/account-repository.ts'
import type { Database } from '../db/client.ts'
import { createDeviceKey, type Browser } from '../testing/browser.ts'
import { openHouse, password, type House } from '../testing/house.ts'
import type { Stranger } from './enrolment-service.ts'

const other = 'quite another sentence'
const codeOf = (result: Result<unknown>) => (result.ok ? 'ok' : result.problem.code)

/** What changes while a password is hashed off the event loop: each test acts before the hash can be done. */
describe('while a password is checked', () => {
  let house: House
  let agent: Browser
  let db: Database

  beforeEach(async () => {
    house = await openHouse({
      domains: [
        (foundation) => {
          db = foundation.db
          return { name: 'watcher', dispose: () => undefined }
        },
      ],
    })
    agent = await house.signedIn(house.dana)
  })
  afterEach(() => house.dispose())

  const setPassword = (hash: string) =>
    createAccountRepository(db).setPassword(house.dana.personId, hash, house.clock.nowMs())
  const hashNow = () => createAccountRepository(db).find(house.dana.personId)?.passwordHash
  const reasons = () =>
    house.control.services.audit
      .page({ offset: 0, limit: 50, action: 'access.sign-in' })
      .items.map(({ reason }) => reason)
  const live = () =>
    house.control.services.access.signIns.live().filter(({ personId }) => personId === house.dana.personId)
  const stranger = (): Stranger => ({
    address: '127.0.0.1',
    origin: agent.origin,
    preLogin: agent.cookies.get('hearthline-browser') ?? null,
    userAgent: '',
  })
  const signIn = async () => {
    const body = await agent.signInBody(house.dana, password)
    const request = { ...body, deviceId: DeviceId.parse(body.deviceId) }
    return () => house.control.services.access.desk.signIn(request, stranger())
  }
  const editor = () => {
    const [own] = live()
    return {
      personId: house.dana.personId,
      deviceId: DeviceId.parse(agent.deviceId),
      signInId: SignInId.parse(own?.signInId),
      address: '127.0.0.1',
    }
  }
  const signOut = () => {
    const { signIns } = house.control.services.access
    const ending = { reason: 'revoked' as const, by: null, note: null, address: null }
    signIns.end(editor().signInId, ending)
  }

  it('ACCESS-34: a password that was replaced meanwhile opens nothing', async () => {
    const begin = await signIn()
    signOut()
    const pending = begin()
    setPassword('$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$c29tZWhhc2g')
    expect(codeOf(await pending)).toBe('sign-in-refused')
    expect([live(), reasons()[0]]).toEqual([[], 'password'])
  })

  it('ACCESS-20: a promised key that was replaced meanwhile signs nobody in', async () => {
    const { deviceKeys } = house.control.services.access
    const begin = await signIn()
    const { publicKey } = await createDeviceKey()
    const pending = begin()
    const deviceId = DeviceId.parse(agent.deviceId)
    const promised = deviceKeys.find(agent.key?.keyId ?? '')
    expect(promised?.state).toBe('next')
    deviceKeys.registerNext(deviceId, publicKey)
    expect(codeOf(await pending)).toBe('sign-in-refused')
  })

  it('ACCESS-31: a sign-in that was ended meanwhile changes no password', async () => {
    const { passwords } = house.control.services.account
    const before = hashNow()
    const pending = passwords.change({ current: password, next: other }, editor())
    signOut()
    expect(codeOf(await pending)).toBe('signed-out')
    expect(hashNow()).toBe(before)
  })

  it('ACCESS-35: a sign-in that was ended meanwhile starts no second factor', async () => {
    const pending = house.control.services.account.startTotp(password, editor())
    signOut()
    expect(codeOf(await pending)).toBe('signed-out')
  })
})
