import { CallId, Me, type Person, type TrunkId } from '@hearthline/shared'
import { readKeys, type Keys } from '../../keys.ts'
import type { ControlDeps } from '../app.ts'
import { telephony } from '../telephony.ts'
import type { Browser } from './browser.ts'
import { openHouse, type House } from './house.ts'
import { LiveSocket } from './live-socket.ts'
import { outboundScript, ScriptedVoiceNode, supervisorScript } from './scripted-voice-node.ts'

/** Somebody at work: signed in, with a live socket and a registered phone. */
export interface AtWork {
  browser: Browser
  me: Me
  live: LiveSocket
}

/** A house with telephony, one trunk of team West, and one linked voice node. */
export interface CallFloor {
  house: House
  node: ScriptedVoiceNode
  trunkId: TrunkId
  keys: Keys
  /** Signs in, connects, registers the phone; an agent is Ready afterwards. */
  arrive(person: Person): Promise<AtWork>
  /** The same person on one more device: signed in, with a live socket and a registered phone of its own. */
  arriveAgain(person: Person): Promise<AtWork>
  /** An outbound call of this agent that the customer has answered. */
  converse(agent: AtWork): Promise<CallId>
  /** The lead's leg is in the call; what else happens to it is in the script. */
  join(lead: AtWork, callId: CallId): Promise<ReturnType<typeof supervisorScript>>
  /** Control again on the same data, and everybody's sockets and the node's link with it. */
  restart(...people: AtWork[]): Promise<void>
  /** Lets time pass while the link's pings are answered. */
  pass(ms: number): Promise<void>
  dispose(): Promise<void>
}

/** A whole control, with Argon2id for each person, on a machine that is busy with everything else. */
export const slowStartMs = 40_000

export async function openCallFloor(
  settings: Record<string, string> = {},
  more: Partial<ControlDeps> = {},
): Promise<CallFloor> {
  const house = await openHouse({ domains: [telephony], ...more }, settings)
  const { trunks } = house.control.services
  if (!trunks) throw new Error('telephony offers trunks')
  const trunk = trunks.add({
    name: 'Carrier',
    host: '127.0.0.1',
    port: 5070,
    transport: 'udp',
    addresses: ['127.0.0.1'],
    credentials: null,
    inboundTeamId: house.team.teamId,
    callerId: '+12025550199',
    enabled: true,
  })
  const node = new ScriptedVoiceNode(house)
  await node.link()
  const open: LiveSocket[] = []

  const connect = async (browser: Browser, me: Me) => {
    const live = await new LiveSocket(browser, me).ready()
    open.push(live)
    return live
  }
  return {
    house,
    node,
    trunkId: trunk.trunkId,
    keys: readKeys(house.config.dataDir),
    arrive: async (person) => {
      const browser = await house.signedIn(person)
      const me = Me.parse((await browser.send('GET', '/api/me')).body)
      const live = await connect(browser, me)
      await node.register(me.signInId)
      if (person.role === 'agent') await browser.send('PUT', '/api/agents/me/state', { type: 'ready' })
      return { browser, me, live }
    },
    arriveAgain: async (person) => {
      const browser = await house.signedIn(person)
      const me = Me.parse((await browser.send('GET', '/api/me')).body)
      const live = await connect(browser, me)
      await node.register(me.signInId)
      return { browser, me, live }
    },
    converse: async (agent) => {
      const { callId } = await place(agent, '2025550100')
      const { opened, answered } = outboundScript(
        callId,
        { personId: agent.me.personId, signInId: agent.me.signInId },
        house.team.teamId,
        trunk.trunkId,
      )
      await node.say(opened, answered)
      return callId
    },
    join: async ({ me }, callId) => {
      const script = supervisorScript(callId, me)
      await node.say(script.joined)
      return script
    },
    restart: async (...people) => {
      for (const live of open.splice(0)) live.dispose()
      await node.hangUp()
      await house.restart()
      for (const person of people) person.live = await connect(person.browser, person.me)
    },
    pass: async (ms) => {
      for (let left = ms; left > 0; left -= 4_000) {
        house.clock.advance(Math.min(left, 4_000))
        await node.settled()
        // What control asked the pages meanwhile is answered, too.
        await Promise.all(open.map((live) => live.settled()))
      }
    },
    dispose: async () => {
      for (const live of open) live.dispose()
      await house.dispose()
    },
  }
}

/** Places a call over HTTP and returns its id and ticket. */
export async function place({ browser }: AtWork, text: string): Promise<{ callId: CallId; ticket: string }> {
  const { body } = await browser.send('POST', '/api/calls', { to: { type: 'number', text } })
  if (typeof body !== 'object' || body === null || !('callId' in body) || !('ticket' in body))
    throw new Error(`not placed: ${JSON.stringify(body)}`)
  return { callId: CallId.parse(body.callId), ticket: String(body.ticket) }
}
