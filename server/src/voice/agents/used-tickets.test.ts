import { randomUUID } from 'node:crypto'
import { CallId, TicketId } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { createVirtualClock } from '../../testing/virtual-clock.ts'
import { createMemoryJournal } from '../journal/testing/memory-journal.ts'
import { createRefusalBrake } from './refusal-brake.ts'
import { createRefusedPeers } from './refused-peers.ts'
import { createUsedTickets } from './used-tickets.ts'

const silent = () => undefined
const log = { debug: silent, info: silent, warn: silent, error: silent }

const ticket = (expiresAt: number, kind: 'call' | 'monitor' = 'call') => ({
  kind,
  ticketId: TicketId.parse(randomUUID()),
  callId: CallId.parse(randomUUID()),
  expiresAt,
})

describe('burnt tickets', () => {
  it('TIC-2: a ticket burns once', () => {
    const used = createUsedTickets()
    const one = ticket(1_000)
    expect([used.burn(one, 0), used.burn(one, 1)]).toEqual(['burnt', 'used'])
  })

  it('TIC-2: a call that was opened before the restart has had its ticket; listening to it has not', () => {
    const one = ticket(1_000)
    const used = createUsedTickets([one.callId])
    expect(used.burn(one, 0)).toBe('used')
    expect(used.burn({ ...one, kind: 'monitor' }, 0)).toBe('burnt')
  })

  it('TIC-5: the memory is bounded: expired ones make room, and when none are, no call is better than two', () => {
    const used = createUsedTickets([], 2)
    expect(used.burn(ticket(100), 0)).toBe('burnt')
    expect(used.burn(ticket(200), 0)).toBe('burnt')
    expect(used.burn(ticket(300), 50)).toBe('full')
    expect(used.burn(ticket(300), 150)).toBe('burnt')
    expect(used.size()).toBe(2)
  })
})

describe('the brake on recorded refusals', () => {
  it('TIC-6: ten in ten seconds for each key', () => {
    const brake = createRefusalBrake()
    const first = Array.from({ length: 20 }, () => brake.mayRecord('a', 0))
    expect(first.filter(Boolean)).toHaveLength(10)
    expect(brake.mayRecord('b', 0)).toBe(true)
    expect(brake.mayRecord('a', 9_999)).toBe(false)
    expect(brake.mayRecord('a', 10_000)).toBe(true)
  })

  it('SIP-37: the same peer and reason once a minute, all together 120', () => {
    const clock = createVirtualClock()
    const journal = createMemoryJournal()
    const note = createRefusedPeers({ clock, log, journal })
    for (let tries = 0; tries < 5; tries += 1) note({ reason: 'replay', aor: null, address: '192.0.2.1' })
    note({ reason: 'origin', aor: null, address: '192.0.2.1' })
    expect(journal.events).toHaveLength(2)
    for (let host = 0; host < 300; host += 1)
      note({ reason: 'origin', aor: null, address: `198.51.100.${host}` })
    expect(journal.events).toHaveLength(120)
    clock.advance(60_000)
    note({ reason: 'replay', aor: null, address: '192.0.2.1' })
    expect(journal.events).toHaveLength(121)
  })
})
