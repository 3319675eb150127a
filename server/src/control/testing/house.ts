import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  defaultPolicies,
  type Person,
  type Result,
  type Role,
  type Site,
  type Team,
} from '@hearthline/shared'
import { pino } from 'pino'
import { parseConfig, type Config } from '../../config.ts'
import { ensureKeys, readKeys } from '../../keys.ts'
import { startControl, type Control, type ControlDeps } from '../app.ts'
import { Browser } from './browser.ts'
import { createSteppedClock, type SteppedClock } from './stepped-clock.ts'

export const password = 'a long enough password'

/** A whole control on a port of its own, with an administrator, a lead and an agent at a site that is this machine. */
export interface House {
  readonly control: Control
  clock: SteppedClock
  config: Config
  site: Site
  team: Team
  ada: Person
  priya: Person
  dana: Person
  /** A browser that has done nothing yet. With an address it comes through a trusted proxy. */
  browser(address?: string): Browser
  /** A browser signed in on a device that the console approved. */
  signedIn(person: Person, address?: string): Promise<Browser>
  person(userName: string, role: Role): Promise<Person>
  restart(): Promise<void>
  dispose(): Promise<void>
}

export async function openHouse(
  more: Partial<ControlDeps> = {},
  settings: Record<string, string> = {},
): Promise<House> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hearthline-control-'))
  const parsed = parseConfig(
    { HEARTHLINE_DATA_DIR: dataDir, HEARTHLINE_TRUSTED_PROXIES: '127.0.0.1', ...settings },
    false,
  )
  if (!parsed.ok) throw new Error(parsed.line)
  const config: Config = { ...parsed.config, httpPort: 0 }
  ensureKeys(dataDir)
  const clock = createSteppedClock()
  const start = () =>
    startControl({
      config,
      keys: readKeys(dataDir),
      log: pino({ level: 'silent' }),
      clock,
      domains: [],
      checkAnswers: true,
      passwordCost: { memoryCost: 64, timeCost: 1, parallelism: 1 },
      publicPerMinute: { reads: 10_000, writes: 10_000 },
      signedInPerMinute: 10_000,
      // Whoever tests the gate of Ready shuts it.
      policies: { ...defaultPolicies, lineCheck: 'offered' },
      ...more,
    })
  const control = await start()
  const { people } = control.services
  const team = valueOf(people.createTeam('West', null))
  const site = valueOf(
    people.createSite({ name: 'Home offices', cidrs: ['127.0.0.0/8', '::1/128', '198.51.100.0/24'] }, null),
  )
  const running = { control }
  const person = async (userName: string, role: Role) =>
    valueOf(
      await running.control.services.people.create(
        {
          userName,
          displayName: userName.toUpperCase(),
          role,
          teamIds: role === 'administrator' ? [] : [team.teamId],
          siteId: site.siteId,
          password,
        },
        null,
      ),
    )
  const house: House = {
    get control() {
      return running.control
    },
    clock,
    config,
    site,
    team,
    ada: await person('ada.mercer', 'administrator'),
    priya: await person('priya.raman', 'lead'),
    dana: await person('dana.whitlock', 'agent'),
    person,
    browser: (address) =>
      new Browser(() => `http://127.0.0.1:${house.control.port}`, config.origins[0], address ?? null),
    signedIn: async (someone, address) => {
      const browser = house.browser(address)
      const { code } = valueOf(
        await house.control.services.access.enrolmentCodes.createConsoleEnrolment(someone.userName),
      )
      await browser.enrol(code)
      await browser.signIn(someone, password)
      return browser
    },
    restart: async () => {
      await running.control.dispose()
      running.control = await start()
    },
    dispose: async () => {
      await house.control.dispose()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
  return house
}

export function valueOf<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(`refused: ${result.problem.code}: ${result.problem.detail}`)
  return result.value
}
