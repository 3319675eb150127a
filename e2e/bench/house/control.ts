/** Control as production runs it (real clock, Argon2id at OWASP's settings, real limits), with people made on request. */
import { randomBytes } from 'node:crypto'
import type { Role } from '@hearthline/shared'
import { parseConfig } from '@hearthline/server/src/config.ts'
import { startControl } from '@hearthline/server/src/control/app.ts'
import { readKeys } from '@hearthline/server/src/keys.ts'
import { pino } from 'pino'
import { HouseRequest, type Seat } from './words.ts'

const parsed = parseConfig(process.env, false)
if (!parsed.ok) throw new Error(parsed.line)
const { config } = parsed
const control = await startControl({
  config,
  keys: readKeys(config.dataDir),
  // No voice node is linked in `bench sign-in`, and control says so at each sign-in that takes the place of another.
  log: pino({ level: 'error' }, process.stderr),
})
const { people, access } = control.services
const team = people.createTeam('Bench', null)
if (!team.ok) throw new Error(team.problem.detail)
const site = people.createSite({ name: 'Homes', cidrs: ['10.0.0.0/8', '127.0.0.0/8'] }, null)
if (!site.ok) throw new Error(site.problem.detail)

let made = 0
async function seat(role: Role): Promise<Seat> {
  made += 1
  const password = randomBytes(12).toString('base64url')
  const person = await people.create(
    {
      userName: `${role}.${made}`,
      displayName: `${role} ${made}`,
      role,
      teamIds: role === 'administrator' ? [] : [team.ok ? team.value.teamId : never()],
      siteId: site.ok ? site.value.siteId : never(),
      password,
    },
    null,
  )
  if (!person.ok) throw new Error(person.problem.detail)
  const { personId, userName } = person.value
  const code = await access.enrolmentCodes.createConsoleEnrolment(userName)
  if (!code.ok) throw new Error(code.problem.detail)
  // A line of its own for everybody, as at home.
  const address = `10.${made >> 8}.${made & 255}.7`
  return { personId, userName, password, code: code.value.code, address }
}

function never(): never {
  throw new Error('checked above')
}

function trunkAt(port: number): void {
  control.services.trunks?.add({
    name: 'Bench',
    host: '127.0.0.1',
    port,
    transport: 'udp',
    addresses: ['127.0.0.1'],
    credentials: null,
    inboundTeamId: null,
    callerId: '+12025550190',
    enabled: true,
  })
}

process.on('message', (message) => {
  const request = HouseRequest.parse(message)
  void (async () => {
    const seats: Seat[] = []
    if (request.type === 'trunk') trunkAt(request.port)
    else while (seats.length < request.count) seats.push(await seat(request.role))
    process.send?.({ id: request.id, seats })
  })()
})
process.on('disconnect', () => {
  void control.dispose().then(() => process.exit(0))
})
process.send?.({ ready: true })
