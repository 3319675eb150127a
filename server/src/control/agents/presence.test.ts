import { SignInId } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { createPresence } from './presence.ts'

const signInId = SignInId.parse('33333333-3333-4333-8333-333333333333')

function reachable() {
  const presence = createPresence()
  let told = 0
  presence.socketOpened(signInId)
  presence.setPhone('voice-1', signInId, true)
  presence.subscribe(() => (told += 1))
  return { presence, told: () => told }
}

describe('presence', () => {
  it('AGENT-11: one missed check is told and changes nothing else; two make the path untrue', () => {
    const { presence, told } = reachable()
    presence.socketChecked(signInId, false)
    expect(presence.of(signInId)).toEqual({ socket: true, phone: true, missedChecks: 1 })
    presence.socketChecked(signInId, false)
    expect(presence.of(signInId)).toEqual({ socket: false, phone: true, missedChecks: 2 })
    expect(told()).toBe(2)
  })

  it('AGENT-11: an answer makes it true at once, and is told once', () => {
    const { presence, told } = reachable()
    presence.phoneChecked(signInId, 5)
    expect(presence.of(signInId)).toEqual({ socket: true, phone: false, missedChecks: 5 })
    presence.phoneChecked(signInId, 0)
    presence.phoneChecked(signInId, 0)
    expect(presence.of(signInId)).toEqual({ socket: true, phone: true, missedChecks: 0 })
    expect(told()).toBe(2)
  })

  it('AGENT-11: the path that missed more is shown; one never makes up for the other', () => {
    const { presence } = reachable()
    presence.phoneChecked(signInId, 3)
    presence.socketChecked(signInId, false)
    presence.socketChecked(signInId, true)
    expect(presence.of(signInId)).toEqual({ socket: true, phone: false, missedChecks: 3 })
  })

  it('AGENT-11: a fresh proof is an answer; without any socket there is nothing to count', () => {
    const { presence } = reachable()
    for (let check = 0; check < 3; check += 1) presence.socketChecked(signInId, false)
    presence.socketOpened(signInId)
    expect(presence.of(signInId)).toMatchObject({ socket: true, missedChecks: 0 })
    for (let socket = 0; socket < 2; socket += 1) presence.socketClosed(signInId)
    presence.socketChecked(signInId, false)
    expect(presence.of(signInId)).toEqual({ socket: false, phone: true, missedChecks: 0 })
  })

  it('AGENT-11: what a voice node had counted before it was away is forgotten when it is back', () => {
    const { presence } = reachable()
    presence.phoneChecked(signInId, 2)
    presence.setPhones('voice-1', [signInId])
    expect(presence.of(signInId)).toEqual({ socket: true, phone: true, missedChecks: 0 })
    presence.setPhones('voice-1', [])
    presence.phoneChecked(signInId, 4)
    expect(presence.of(signInId)).toEqual({ socket: true, phone: false, missedChecks: 0 })
  })

  it('AGENT-11: nobody is reachable without a sign-in', () => {
    expect(createPresence().of(null)).toEqual({ socket: false, phone: false, missedChecks: 0 })
  })
})
