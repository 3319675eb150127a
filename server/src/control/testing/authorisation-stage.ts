import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  CallBack,
  CoachingNote,
  HelpRequest,
  Marker,
  Me,
  OwnAccessRequest,
  Overtime,
  Problem,
  RecordingId,
  type CallId,
  type Person,
  type Role,
  type Team,
} from '@hearthline/shared'
import { RecordingWriter } from '../../recording-file/index.ts'
import type { Browser } from './browser.ts'
import { openCallFloor, place, type AtWork, type CallFloor } from './call-floor.ts'
import { password, valueOf } from './house.ts'
import { outboundScript } from './scripted-voice-node.ts'

/** Whose team the subject of a request belongs to, seen from the person who asks. */
export type Side = 'own' | 'other'

/** Somebody who did something, with everything a request about it can name. */
export interface Subject {
  person: Person
  browser: Browser
}

/** Two teams at work, and makers of fresh subjects in either, so that no cell of the table spoils another's. */
export interface Stage {
  floor: CallFloor
  /** Signed in, one for each role; agent and lead belong to the side `own`. */
  active: Record<Role, Browser>
  /** Their sign-ins were ended by an administrator; cookies and keys are still there. */
  revoked: Record<Role, Browser>
  teamOf: (side: Side) => Team
  /** A person of that side who has done nothing yet. */
  person: (side: Side) => Promise<Person>
  /** Signed in on a device of their own. */
  signedIn: (side: Side, role?: Role) => Promise<Subject & { deviceId: string; signInId: string }>
  /** A live call that an agent of that side has. */
  liveCall: (side: Side) => Promise<Subject & { callId: string }>
  /** A call in wrap-up with a sealed recording. */
  recordedCall: (side: Side) => Promise<Subject & { callId: string; recordingId: string }>
  /** An agent of that side with a live socket. */
  atWork: (side: Side) => Promise<AtWork>
  /** A call for help of an agent of that side; its id. */
  help: (side: Side) => Promise<string>
  /** A message of the side's lead that its agent has not acknowledged. */
  notice: (side: Side) => Promise<{ noticeId: string; browser: Browser }>
  /** A promise of an agent of that side. */
  callBack: (side: Side) => Promise<{ callBackId: string; browser: Browser }>
  /** Of the side's lead to one of its agents. */
  coachingNote: (side: Side) => Promise<{ coachingNoteId: string; browser: Browser }>
  /** What the side's lead has marked in a call; its id. */
  marker: (side: Side) => Promise<string>
  /** A request for a network, waiting. */
  accessRequest: (side: Side) => Promise<string>
  overtime: (side: Side) => Promise<{ personId: string; overtimeId: string }>
  pendingDevice: (side: Side) => Promise<{ deviceId: string; shortCode: string }>
  dispose: () => Promise<void>
}

/** On no list: `accessRequest` comes from here. */
const strangeAddress = '203.0.113.99'

export async function openStage(): Promise<Stage> {
  const floor = await openCallFloor()
  const { house } = floor
  const { services } = house.control
  const east = valueOf(services.people.createTeam('East', null))
  const teamOf = (side: Side) => (side === 'own' ? house.team : east)
  let count = 0

  const create = async (side: Side, role: Role): Promise<Person> => {
    count += 1
    const userName = `${role}.${count}`
    return valueOf(
      await services.people.create(
        {
          userName,
          displayName: userName,
          role,
          teamIds: role === 'administrator' ? [] : [teamOf(side).teamId],
          siteId: house.site.siteId,
          password,
        },
        null,
      ),
    )
  }
  const signedIn: Stage['signedIn'] = async (side, role = 'agent') => {
    const person = await create(side, role)
    const browser = await house.signedIn(person)
    const { signInId, device } = Me.parse((await browser.send('GET', '/api/me')).body)
    return { person, browser, deviceId: device.deviceId, signInId }
  }
  const revoke = async (role: Role): Promise<Browser> => {
    const { person, browser } = await signedIn('own', role)
    services.access.signIns.endOfPerson(person.personId, {
      reason: 'revoked',
      by: house.ada.personId,
      note: null,
      address: null,
    })
    return browser
  }
  const scriptOf = (side: Side, who: AtWork, callId: CallId) =>
    outboundScript(
      callId,
      { personId: who.me.personId, signInId: who.me.signInId },
      teamOf(side).teamId,
      floor.trunkId,
    )
  const inCall = async (side: Side) => {
    const person = await create(side, 'agent')
    const atWork = await floor.arrive(person)
    const { callId } = await place(atWork, '2025550100')
    const script = scriptOf(side, atWork, callId)
    await floor.node.say(script.opened, script.answered)
    return { person, browser: atWork.browser, callId, script }
  }

  const recordedCall: Stage['recordedCall'] = async (side) => {
    const { person, browser, callId, script } = await inCall(side)
    const recordingId = RecordingId.parse(randomUUID())
    const fileName = `2026/11/21/${recordingId}.hlr`
    const path = join(house.config.dataDir, 'recordings', fileName)
    mkdirSync(dirname(path), { recursive: true })
    const seal = await writeSilence(path, floor.keys.recordingPublicPem)
    await floor.node.say({ type: 'recording-started', callId, recordingId, fileName }, script.hungUp, {
      type: 'recording-sealed',
      callId,
      recordingId,
      fileName,
      ...seal,
    })
    return { person, browser, callId, recordingId }
  }

  const active = {
    agent: (await floor.arrive(house.dana)).browser,
    lead: (await floor.arrive(house.priya)).browser,
    administrator: await house.signedIn(house.ada),
  }
  const atWork = async (side: Side) => floor.arrive(await create(side, 'agent'))
  const eastLead = (await signedIn('other', 'lead')).browser
  const leadOf = (side: Side) => (side === 'own' ? active.lead : eastLead)
  return {
    floor,
    active,
    atWork,
    help: async (side) => {
      const { browser } = await atWork(side)
      return HelpRequest.parse((await browser.send('POST', '/api/agents/me/help', { reason: 'legal' })).body)
        .helpId
    },
    notice: async (side) => {
      const { browser, live, me } = await atWork(side)
      await leadOf(side).send('POST', `/api/people/${me.personId}/messages`, { text: 'Well done.' })
      await live.resync()
      const noticeId = live.snapshot.agent?.notices.at(-1)?.noticeId
      if (noticeId === undefined) throw new Error('the message has not come')
      return { noticeId, browser }
    },
    callBack: async (side) => {
      const { browser } = await signedIn(side)
      const { body } = await browser.send('POST', '/api/call-backs', {
        to: { type: 'number', text: '2025550100' },
      })
      return { callBackId: CallBack.parse(body).callBackId, browser }
    },
    coachingNote: async (side) => {
      const { person, browser } = await signedIn(side)
      const path = `/api/people/${person.personId}/coaching-notes`
      const { body } = await leadOf(side).send('POST', path, { text: 'Slower.' })
      return { coachingNoteId: CoachingNote.parse(body).coachingNoteId, browser }
    },
    marker: async (side) => {
      const { callId } = await inCall(side)
      const { body } = await leadOf(side).send('POST', `/api/calls/${callId}/markers`, { text: '' })
      return Marker.parse(body).markerId ?? ''
    },
    revoked: {
      agent: await revoke('agent'),
      lead: await revoke('lead'),
      administrator: await revoke('administrator'),
    },
    teamOf,
    person: (side) => create(side, 'agent'),
    signedIn,
    liveCall: (side) => inCall(side),
    recordedCall,
    accessRequest: async (side) => {
      const { person, browser } = await signedIn(side)
      browser.address = strangeAddress
      const refused = await browser.send('POST', '/api/sign-in', await browser.signInBody(person, password))
      const { reference } = Problem.parse(refused.body)
      const { body } = await browser.send('POST', '/api/access-requests', { reference })
      return OwnAccessRequest.parse(body).requestId
    },
    overtime: async (side) => {
      const { personId } = await create(side, 'agent')
      const path = `/api/people/${personId}/overtime`
      const { body } = await active.administrator.send('POST', path, {
        minutes: 60,
        reason: 'late customers',
      })
      return { personId, overtimeId: Overtime.parse(body).overtimeId }
    },
    pendingDevice: async (side) => {
      const person = await create(side, 'agent')
      const editor = { personId: house.priya.personId, address: '127.0.0.1' }
      const { code } = valueOf(await services.access.enrolmentCodes.create(person.personId, editor))
      const { deviceId, shortCode } = await house.browser().enrol(code)
      return { deviceId, shortCode }
    },
    dispose: () => floor.dispose(),
  }
}

/** An empty recording, sealed. */
async function writeSilence(filePath: string, publicKeyPem: string) {
  const created = await RecordingWriter.create({
    filePath,
    publicKeyPem,
    startedAtMs: 0,
    onFailed: (detail) => {
      throw new Error(detail)
    },
  })
  if (!created.ok) throw new Error(created.problem)
  const sealed = await created.value.seal(0)
  if (!sealed.ok) throw new Error(sealed.problem)
  const { sha256, durationMs, sizeBytes, recovered } = sealed.value
  return { sha256, durationMs, sizeBytes, recovered }
}
