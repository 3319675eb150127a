import type { CallId, Person, Team } from '@hearthline/shared'
import { openCallFloor, place, type AtWork, type CallFloor } from './call-floor.ts'
import { valueOf } from './house.ts'
import { outboundScript } from './scripted-voice-node.ts'

/** A floor with two leads of team West, a lead of team East, an administrator who watches, and Dana of West at work. */
export interface SupervisedFloor extends CallFloor {
  east: Team
  dana: AtWork
  priya: AtWork
  /** Leads West, too. */
  marcus: AtWork
  /** Leads East only. */
  omar: AtWork
  ada: AtWork
  /** Puts an agent into a call that the customer has answered. */
  talk(agent: AtWork): Promise<{ callId: CallId; hangUp: () => Promise<void> }>
  /** Everything told so far has arrived at each of them. */
  heard(...people: AtWork[]): Promise<void>
  /** Rows of the trail with this action, newest first. */
  trail(action: string): Promise<TrailRow[]>
  move(person: Person | AtWork['me'], ...teams: Team[]): Promise<void>
}

export interface TrailRow {
  action: string
  actorId: string | null
  subjectId: string | null
  outcome: string
  reason: string | null
}

export async function openSupervisedFloor(): Promise<SupervisedFloor> {
  const floor = await openCallFloor()
  const { house, node, trunkId } = floor
  const { people } = house.control.services
  const east = valueOf(people.createTeam('East', null))
  const lead = async (userName: string) => house.person(userName, 'lead')
  const omar = await lead('omar.haddad')
  valueOf(people.change(omar.personId, { teamIds: [east.teamId] }, null))
  const ada = await floor.arrive(house.ada)

  return {
    ...floor,
    east,
    dana: await floor.arrive(house.dana),
    priya: await floor.arrive(house.priya),
    marcus: await floor.arrive(await lead('marcus.bell')),
    omar: await floor.arrive(omar),
    ada,
    talk: async (agent) => {
      const { callId } = await place(agent, '2025550100')
      const { personId, signInId } = agent.me
      const teamId = house.control.services.people.find(personId)?.teams[0]?.teamId ?? house.team.teamId
      const script = outboundScript(callId, { personId, signInId }, teamId, trunkId)
      await node.say(script.opened, script.answered)
      return { callId, hangUp: () => node.say(script.hungUp) }
    },
    heard: async (...audience) => {
      for (const { live } of audience) await live.settled()
    },
    trail: async (action) => {
      const { body } = await ada.browser.send('GET', `/api/audit?action=${action}&limit=200`)
      return rowsOf(body)
    },
    move: async ({ personId }, ...teams) => {
      const teamIds = teams.map(({ teamId }) => teamId)
      const { status } = await ada.browser.send('PATCH', `/api/people/${personId}`, { teamIds })
      if (status !== 200) throw new Error(`not moved: ${status}`)
    },
  }
}

function rowsOf(body: unknown): TrailRow[] {
  if (typeof body !== 'object' || body === null || !('items' in body) || !Array.isArray(body.items))
    throw new Error('no trail')
  return body.items.map(({ action, actorId, subjectId, outcome, reason }: TrailRow) => ({
    action,
    actorId,
    subjectId,
    outcome,
    reason,
  }))
}
