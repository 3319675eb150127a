import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCallFloor, place, slowStartMs, type AtWork, type CallFloor } from '../testing/call-floor.ts'
import { valueOf } from '../testing/house.ts'
import { outboundScript } from '../testing/scripted-voice-node.ts'

describe('DROP-6: a sign-in that ends while its voice node is away', () => {
  let floor: CallFloor
  let dana: AtWork
  beforeEach(async () => {
    floor = await openCallFloor()
    dana = await floor.arrive(floor.house.dana)
  }, slowStartMs)
  afterEach(() => floor.dispose())

  it.each([
    ['cut', 'end'],
    ['drain', 'drain'],
  ] as const)(
    'team policy %s: the node is told so when it is back, though no phone is registered',
    async (onRevoke, calls) => {
      const { house, node } = floor
      valueOf(house.control.services.people.changeTeam(house.team.teamId, { onRevoke }, null))
      const { callId } = await place(dana, '2025550100')
      const { personId, signInId } = dana.me
      const agent = { personId, signInId }
      const script = outboundScript(callId, agent, house.team.teamId, floor.trunkId)
      await node.say(script.opened, script.answered)
      await node.hangUp()
      house.control.services.access.signIns.endOfPerson(personId, {
        reason: 'revoked',
        by: house.ada.personId,
        note: 'Laptop stolen',
        address: null,
      })

      node.registrations = []
      node.calls = [
        {
          callId,
          direction: 'outbound',
          phase: 'connected',
          agent,
          controls: { hold: null, consult: null, recordingPause: null },
          parkedUntilMs: null,
          agentLine: 'lost',
          supervisors: [],
          takenOverBy: null,
          talk: null,
          recording: 'on',
        },
      ]
      await node.link()
      await node.until(() => node.commands().length > 0)
      expect(node.commands().map(({ command }) => command)).toEqual([
        { type: 'drop-sign-in', signInId, calls },
      ])
    },
  )
})
