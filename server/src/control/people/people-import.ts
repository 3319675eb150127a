import { ok, PersonId, type PeopleImport, type Result } from '@hearthline/shared'
import type { Audit, Clock, Editor, RandomSource, Transact } from '../ports.ts'
import { readCsv } from './csv-file.ts'
import { readRows, type GoodRow } from './import-rows.ts'
import {
  noPassword,
  type FirstPasswords,
  type PeopleRepository,
  type SiteRepository,
  type TeamRepository,
} from './ports.ts'

export interface PeopleImports {
  /**
   * Creates everybody in the file, or, when one row is bad, nobody.
   * @param csv the file in base64.
   * Refusals: `payload-too-large`, `too-many-rows`, `invalid-request` for what is no UTF-8 text.
   */
  importFile(request: { csv: string; dryRun: boolean }, editor: Editor): Promise<Result<PeopleImport>>
}

const listedBad = 200
const listedGood = 20

export function createPeopleImports(deps: {
  people: PeopleRepository
  teams: TeamRepository
  sites: SiteRepository
  firstPasswords: FirstPasswords
  audit: Audit
  clock: Clock
  random: RandomSource
  transact: Transact
}): PeopleImports {
  const { people, teams, sites, firstPasswords, audit, clock, random, transact } = deps

  const create = (row: GoodRow, editor: Editor): PeopleImport['created'][number] => {
    const personId = PersonId.parse(random.uuid())
    const { userName, displayName, role, site } = row
    people.insert({
      personId,
      userName,
      displayName,
      role,
      siteId: site?.siteId ?? null,
      passwordHash: noPassword,
      createdAt: clock.nowMs(),
    })
    people.addTeams(
      personId,
      row.teams.map((team) => team.teamId),
    )
    audit.append({
      action: 'people.created',
      actorId: editor.personId,
      subjectId: personId,
      address: editor.address,
      outcome: 'done',
      reason: role,
    })
    return { personId, userName, link: firstPasswords.firstPasswordLink(personId, editor) }
  }

  const note = (editor: Editor, refusal: string | null) =>
    audit.append({
      action: 'people.imported',
      actorId: editor.personId,
      subjectId: null,
      address: editor.address,
      outcome: refusal === null ? 'done' : 'refused',
      reason: refusal,
    })

  return {
    importFile: async ({ csv, dryRun }, editor) => {
      const file = await readCsv(Buffer.from(csv, 'base64'))
      if (!file.ok) {
        note(editor, file.problem.code)
        return file
      }
      // From here on nothing else runs: names that are free now are free when they are taken.
      const taken = people.userNames()
      const places = { teams: byName(teams.all()), sites: byName(sites.all()) }
      const { good, bad, total } = readRows(file.value, places, (userName) => taken.has(userName))
      const sound = bad.length === 0
      const created =
        sound && !dryRun && good.length > 0
          ? transact(() => {
              note(editor, null)
              return good.map((row) => create(row, editor))
            })
          : []
      if (!sound && !dryRun) note(editor, 'bad-rows')
      return ok({
        rows: total,
        good: good.length,
        bad: bad.slice(0, listedBad),
        badTotal: bad.length,
        sample: good.slice(0, listedGood).map((row) => ({
          userName: row.userName,
          displayName: row.displayName,
          role: row.role,
          teams: row.teams.map((team) => team.name),
          site: row.site?.name ?? null,
        })),
        created,
      })
    },
  }
}

const byName = <Place extends { name: string }>(places: readonly Place[]): Map<string, Place> =>
  new Map(places.map((place) => [place.name.toLowerCase(), place]))
