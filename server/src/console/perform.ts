import type { SiteId } from '@hearthline/shared'
import type { EnrolmentCodes } from '../control/access/index.ts'
import type { PeopleService } from '../control/people/index.ts'
import type { TrunkService } from '../control/trunks/index.ts'
import type { RandomSource } from '../ports.ts'
import type { ConsoleAnswer, ConsoleRequest } from './words.ts'

export interface ConsoleDeps {
  people: PeopleService
  enrolmentCodes: EnrolmentCodes
  trunks: TrunkService
  random: RandomSource
}

/** The console's commands, on control's own services: the same rules and the same audit trail as the screens. */
export const createConsole =
  (deps: ConsoleDeps) =>
  async (request: Exclude<ConsoleRequest, { command: 'ping' }>): Promise<ConsoleAnswer> => {
    switch (request.command) {
      case 'enrol':
        return await enrol(deps, request.userName)
      case 'first-administrator':
        return await firstAdministrator(deps, request)
      case 'list-trunks':
        return {
          type: 'lines',
          lines: deps.trunks.all().map(({ name, host, port, transport, enabled }) => {
            return `${name}: ${transport} ${host}:${port}${enabled ? '' : ' (disabled)'}`
          }),
        }
      case 'set-trunk':
        return setTrunk(deps, request)
      default:
        return request satisfies never
    }
  }

const refused = (line: string): ConsoleAnswer => ({ type: 'refused', line })

async function enrol({ enrolmentCodes }: ConsoleDeps, userName: string): Promise<ConsoleAnswer> {
  const made = await enrolmentCodes.createConsoleEnrolment(userName)
  if (!made.ok) return refused(made.problem.detail)
  const { displayName, link, expiresAt } = made.value
  return { type: 'enrolment', displayName, link, expiresAt }
}

/** Networks of the console's own machine: the first administrator signs in here and then says where others may. */
const ownMachine = ['127.0.0.0/8', '::1/128']
const firstSiteName = 'This machine'

async function firstAdministrator(
  deps: ConsoleDeps,
  { userName, displayName }: { userName: string; displayName: string },
): Promise<ConsoleAnswer> {
  const { people, random } = deps
  if (people.page({ offset: 0, limit: 1, role: 'administrator' }).total > 0) {
    return refused('There is an administrator already; they make people on the People screen.')
  }
  const site = people.sites().find(({ name }) => name === firstSiteName)
  let siteId: SiteId
  if (site === undefined) {
    const made = people.createSite({ name: firstSiteName, cidrs: ownMachine }, null)
    if (!made.ok) return refused(made.problem.detail)
    siteId = made.value.siteId
  } else siteId = site.siteId
  const password = Buffer.from(random.bytes(15)).toString('base64url')
  const made = await people.create(
    { userName, displayName, role: 'administrator', teamIds: [], siteId, password },
    null,
  )
  if (!made.ok) return refused(made.problem.detail)
  const link = await enrol(deps, userName)
  return link.type === 'enrolment'
    ? { type: 'administrator', password, link: link.link, expiresAt: link.expiresAt }
    : link
}

function setTrunk(
  { people, trunks }: ConsoleDeps,
  request: Extract<ConsoleRequest, { command: 'set-trunk' }>,
): ConsoleAnswer {
  const team = people.teams().find(({ name }) => name === request.inboundTeam)
  if (request.inboundTeam !== null && team === undefined)
    return refused(`There is no team ${request.inboundTeam}.`)
  const { command: _command, inboundTeam: _inboundTeam, ...settings } = request
  trunks.set({ ...settings, inboundTeamId: team?.teamId ?? null })
  return { type: 'done' }
}
