import type { PersonId, SignInId, TeamId } from '@hearthline/shared'

/** An agent who could be rung: Ready, with a live socket and a registered phone. */
export interface RingableAgent {
  personId: PersonId
  signInId: SignInId
  teamIds: readonly TeamId[]
  readySince: number
}

/**
 * Who is rung for a customer calling in (RECORD-7): the agent who last spoke with them, else the one of the trunk's team
 * who is Ready longest, else nobody. Pure.
 * @param tried agents already rung for this call.
 * @param lastSpokeWith who last spoke with this number, if anybody did.
 */
export function chooseAgent(
  ringable: readonly RingableAgent[],
  tried: readonly PersonId[],
  lastSpokeWith: PersonId | null,
  teamId: TeamId | null,
): RingableAgent | null {
  const open = ringable.filter((agent) => !tried.includes(agent.personId))
  const known = open.find((agent) => agent.personId === lastSpokeWith)
  if (known) return known
  if (teamId === null) return null
  return (
    open
      .filter((agent) => agent.teamIds.includes(teamId))
      .toSorted(
        (one, two) => one.readySince - two.readySince || one.personId.localeCompare(two.personId),
      )[0] ?? null
  )
}
