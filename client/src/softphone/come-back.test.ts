import { CallId, type LiveCall, PersonId } from '@hearthline/shared'
import { expect, it } from 'vitest'
import { type ComeBackSight, waitsForLead } from './come-back.ts'

const callId = CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a01')
const lead = PersonId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a11')
const another = PersonId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a12')
const takenBy = (personId: PersonId): LiveCall['takenOverBy'] => ({ personId, displayName: 'Priya', at: 1 })
const call: LiveCall = Object.assign(Object.create(null), {
  callId,
  phase: 'connected',
  takenOverBy: takenBy(lead),
  parkedUntil: null,
})
const reloaded: ComeBackSight = {
  lead,
  calls: [call],
  listening: { type: 'off' },
  registered: true,
  kept: callId,
  triedMs: null,
  nowMs: 5_000,
}
const parked: LiveCall = { ...call, parkedUntil: 9 }
const over = (type: 'left' | 'failed'): ComeBackSight['listening'] => ({
  type: 'over',
  callId,
  mode: 'take-over',
  end: type === 'left' ? { type } : { type, reason: { type: 'phone', failure: 'line-lost' } },
})

it.each<[string, Partial<ComeBackSight>, CallId | null]>([
  ['a reload in the tab that spoke', {}, callId],
  ['a page beside it that never had the leg', { kept: null }, null],
  ['a crash: any page of the lead, once the customer waits', { kept: null, calls: [parked] }, callId],
  ['taken over by somebody else', { calls: [{ ...call, takenOverBy: takenBy(another) }] }, null],
  ['not taken over', { calls: [{ ...call, takenOverBy: null }] }, null],
  ['not answered yet', { calls: [{ ...call, phase: 'ringing' }] }, null],
  ['over meanwhile', { calls: [] }, null],
  ['no line yet', { registered: false }, null],
  ['on the way already', { listening: { type: 'asking', callId } }, null],
  ['left by the lead’s own hand', { listening: over('left') }, null],
  ['a leg that broke', { listening: over('failed') }, callId],
  ['tried a moment ago', { triedMs: 4_500 }, null],
  ['tried a second ago', { triedMs: 4_000 }, callId],
])('PHONE-15: %s', (_name, part, waiting) => {
  expect(waitsForLead({ ...reloaded, ...part })).toBe(waiting)
})
