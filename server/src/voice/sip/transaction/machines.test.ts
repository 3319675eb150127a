import { describe, expect, it } from 'vitest'
import { inviteClient, inviteClientStart } from './invite-client.ts'
import { inviteServer, inviteServerStart } from './invite-server.ts'
import type { ClientEvent, Machine, ServerEvent } from './machine.ts'
import { requestClient, requestClientStart } from './request-client.ts'
import { requestServer, requestServerStart } from './request-server.ts'

type Row<Event> = readonly [event: Event, state: string, effects: string]

/** Runs a machine through a table of events; effects are written `send start:B:32000`. */
function walk<State extends { name: string }, Event, Effect extends { do: string }>(
  machine: Machine<State, Event, Effect>,
  start: State,
  reliable: boolean,
  rows: readonly Row<Event>[],
): void {
  let state = start
  for (const [event, name, effects] of rows) {
    const step = machine(state, event, reliable)
    state = step.state
    expect({ event, name: state.name, effects: step.effects.map(short).join(' ') }).toEqual({
      event,
      name,
      effects,
    })
  }
}

function short(effect: { do: string; timer?: string; afterMs?: number }): string {
  return [effect.do, effect.timer, effect.afterMs].filter((part) => part !== undefined).join(':')
}

const start = { type: 'start' } as const
const again = { type: 'request-again' } as const
const ack = { type: 'ack' } as const
const failed = { type: 'transport-failed' } as const
const status = (code: number) => ({ type: 'response', status: code }) as const
const respond = (code: number) => ({ type: 'respond', status: code }) as const
const timer = <Name extends string>(name: Name) => ({ type: 'timer', timer: name }) as const

type InviteClientRow = Row<ClientEvent<'A' | 'B' | 'D' | 'M'>>
type RequestClientRow = Row<ClientEvent<'E' | 'F' | 'K'>>
type InviteServerRow = Row<ServerEvent<'G' | 'H' | 'I' | 'L'>>
type RequestServerRow = Row<ServerEvent<'J'>>

describe('INVITE client (RFC 3261 §17.1.1, RFC 6026)', () => {
  it.each<[string, boolean, InviteClientRow[]]>([
    [
      'repeats at T1 doubling, then gives up',
      false,
      [
        [start, 'calling', 'send start:B:32000 start:A:500'],
        [timer('A'), 'calling', 'send start:A:1000'],
        [timer('A'), 'calling', 'send start:A:2000'],
        [timer('A'), 'calling', 'send start:A:4000'],
        [timer('A'), 'calling', 'send start:A:8000'],
        [timer('B'), 'terminated', 'stop:A tell-timeout end'],
        [status(200), 'terminated', ''],
      ],
    ],
    ['does not repeat over TCP', true, [[start, 'calling', 'send start:B:32000']]],
    [
      'is refused: acknowledges, and again for each repetition',
      false,
      [
        [start, 'calling', 'send start:B:32000 start:A:500'],
        [status(180), 'proceeding', 'stop:A stop:B tell-response'],
        [timer('A'), 'proceeding', ''],
        [timer('B'), 'proceeding', ''],
        [status(486), 'completed', 'stop:A stop:B send-ack start:D:32000 tell-response'],
        [status(486), 'completed', 'send-ack'],
        [status(200), 'completed', ''],
        [timer('D'), 'terminated', 'end'],
      ],
    ],
    [
      'is accepted: each 2xx is told, a late refusal is not',
      false,
      [
        [start, 'calling', 'send start:B:32000 start:A:500'],
        [status(200), 'accepted', 'stop:A stop:B start:M:32000 tell-response'],
        [status(200), 'accepted', 'tell-response'],
        [status(486), 'accepted', ''],
        [status(180), 'accepted', ''],
        [timer('M'), 'terminated', 'end'],
      ],
    ],
    [
      'ends with a refusal over TCP',
      true,
      [[status(404), 'terminated', 'stop:A stop:B send-ack tell-response end']],
    ],
    [
      'ends when the transport fails',
      false,
      [[failed, 'terminated', 'stop:A stop:B tell-transport-failed end']],
    ],
  ])('SIP-40: %s', (_what, reliable, rows) => walk(inviteClient, inviteClientStart, reliable, rows))
})

describe('non-INVITE client (RFC 3261 §17.1.2)', () => {
  it.each<[string, boolean, RequestClientRow[]]>([
    [
      'repeats at T1 doubling to T2, then gives up',
      false,
      [
        [start, 'trying', 'send start:F:32000 start:E:500'],
        [timer('E'), 'trying', 'send start:E:1000'],
        [timer('E'), 'trying', 'send start:E:2000'],
        [timer('E'), 'trying', 'send start:E:4000'],
        [timer('E'), 'trying', 'send start:E:4000'],
        [timer('F'), 'terminated', 'stop:E tell-timeout end'],
      ],
    ],
    [
      'repeats at T2 once it proceeds',
      false,
      [
        [start, 'trying', 'send start:F:32000 start:E:500'],
        [status(100), 'proceeding', 'tell-response'],
        [timer('E'), 'proceeding', 'send start:E:4000'],
        [status(200), 'completed', 'stop:E stop:F start:K:5000 tell-response'],
        [status(200), 'completed', ''],
        [timer('K'), 'terminated', 'end'],
      ],
    ],
    ['ends with the answer over TCP', true, [[status(200), 'terminated', 'stop:E stop:F tell-response end']]],
    [
      'ends when the transport fails',
      true,
      [[failed, 'terminated', 'stop:E stop:F tell-transport-failed end']],
    ],
  ])('SIP-40: %s', (_what, reliable, rows) => walk(requestClient, requestClientStart, reliable, rows))
})

describe('INVITE server (RFC 3261 §17.2.1, RFC 6026)', () => {
  it.each<[string, boolean, InviteServerRow[]]>([
    [
      'refuses: repeats until the ACK',
      false,
      [
        [respond(100), 'proceeding', 'send'],
        [again, 'proceeding', 'send-again'],
        [respond(486), 'completed', 'send start:H:32000 start:G:500'],
        [timer('G'), 'completed', 'send-again start:G:1000'],
        [timer('G'), 'completed', 'send-again start:G:2000'],
        [timer('G'), 'completed', 'send-again start:G:4000'],
        [timer('G'), 'completed', 'send-again start:G:4000'],
        [again, 'completed', 'send-again'],
        [ack, 'confirmed', 'stop:G stop:H start:I:5000'],
        [again, 'confirmed', ''],
        [ack, 'confirmed', ''],
        [timer('I'), 'terminated', 'end'],
      ],
    ],
    [
      'refuses, and no ACK comes',
      false,
      [
        [respond(486), 'completed', 'send start:H:32000 start:G:500'],
        [timer('H'), 'terminated', 'stop:G end'],
      ],
    ],
    [
      'refuses over TCP',
      true,
      [
        [respond(486), 'completed', 'send start:H:32000'],
        [ack, 'terminated', 'stop:G stop:H end'],
      ],
    ],
    [
      'accepts: absorbs the INVITE, passes 2xx and ACK on',
      false,
      [
        [respond(200), 'accepted', 'send start:L:32000'],
        [again, 'accepted', ''],
        [respond(200), 'accepted', 'send'],
        [ack, 'accepted', 'tell-ack'],
        [timer('L'), 'terminated', 'end'],
      ],
    ],
  ])('SIP-40: %s', (_what, reliable, rows) => walk(inviteServer, inviteServerStart, reliable, rows))
})

describe('non-INVITE server (RFC 3261 §17.2.2)', () => {
  it.each<[string, boolean, RequestServerRow[]]>([
    [
      'answers, and again for each repetition',
      false,
      [
        [again, 'trying', ''],
        [respond(183), 'proceeding', 'send'],
        [again, 'proceeding', 'send-again'],
        [respond(200), 'completed', 'send start:J:32000'],
        [again, 'completed', 'send-again'],
        [respond(500), 'completed', ''],
        [timer('J'), 'terminated', 'end'],
      ],
    ],
    ['forgets at once over TCP', true, [[respond(200), 'terminated', 'send end']]],
  ])('SIP-40: %s', (_what, reliable, rows) => walk(requestServer, requestServerStart, reliable, rows))
})
