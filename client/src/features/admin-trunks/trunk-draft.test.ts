import { describe, expect, it } from 'vitest'
import { draftOf, faultyFieldOf, readTrunk, type TrunkDraft } from './trunk-draft.ts'

const draft = (change: Partial<TrunkDraft> = {}): TrunkDraft => ({
  ...draftOf(null),
  name: 'Carrier A',
  host: 'sip.carrier.example',
  callerId: '+1 (202) 555-0199',
  ...change,
})

describe('readTrunk', () => {
  it('reads a whole trunk', () => {
    expect(readTrunk(draft({ addresses: '192.0.2.1\n2001:db8::1, ', username: ' hearth ' }), true)).toEqual({
      ok: true,
      password: undefined,
      body: {
        name: 'Carrier A',
        host: 'sip.carrier.example',
        port: 5060,
        transport: 'udp',
        rank: 1,
        weight: 1,
        channels: null,
        register: false,
        digits: 'rfc4733',
        tlsTrust: null,
        callerIds: [],
        prefixes: [],
        addresses: ['192.0.2.1', '2001:db8::1'],
        username: 'hearth',
        inboundTeamId: null,
        callerId: '+12025550199',
        enabled: true,
      },
    })
  })

  it.each([
    [{ name: ' ' }, ['name']],
    [{ host: 'sip:carrier' }, []],
    [{ host: 'two words' }, ['host']],
    [{ port: '0' }, ['port']],
    [{ port: '65536' }, ['port']],
    [{ port: '5060x' }, ['port']],
    [{ addresses: '192.0.2.300' }, ['addresses']],
    [{ callerId: '2025550199' }, ['callerId']],
    [{ name: '', port: '', callerId: '' }, ['name', 'port', 'callerId']],
    [{ rank: '0', weight: '101', channels: '1.5' }, ['rank', 'weight', 'channels']],
    [{ channels: '' }, []],
    [{ channels: '60' }, []],
    [{ prefixes: '+49 3 0\n49 3' }, ['prefixes']],
    [{ prefixes: '+49 3 0' }, []],
    [{ callerIds: '+49 030123' }, ['callerIds']],
    [{ callerIds: '+49 +4930123456' }, []],
    [{ transport: 'tls', tlsTrust: 'my certificate' }, ['tlsTrust']],
    [{ transport: 'udp', tlsTrust: 'not looked at' }, []],
    [{ register: true }, ['username']],
  ] as const)('%j is refused for %j', (change, faults) => {
    const read = readTrunk(draft(change), false)
    expect(read.ok ? [] : read.faults).toEqual(faults)
  })

  it.each([
    [{ username: 'hearth', password: 'secret' }, false, 'secret'],
    [{ username: 'hearth', password: 'secret' }, true, 'secret'],
    [{ username: 'hearth' }, true, undefined],
    [{}, true, undefined],
    [{}, false, undefined],
  ] as const)('with %j, stored %s, the password sent is %j', (change, stored, password) => {
    expect(readTrunk(draft(change), stored)).toMatchObject({ ok: true, password })
  })

  it.each([
    [{ password: 'secret' }, true, 'username'],
    [{ username: 'hearth' }, false, 'password'],
  ] as const)('half of the credentials, %j, is refused', (change, stored, fault) => {
    expect(readTrunk(draft(change), stored)).toEqual({ ok: false, faults: [fault] })
  })
})

describe('faultyFieldOf', () => {
  it.each([
    ['addresses.0', 'addresses'],
    ['callerId', 'callerId'],
    ['trunkIds', undefined],
    [undefined, undefined],
  ])('%s is %s', (path, field) => {
    expect(faultyFieldOf(path)).toBe(field)
  })
})
