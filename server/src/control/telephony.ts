import { join } from 'node:path'
import type { Attention, PersonId, SignInId, TeamId } from '@hearthline/shared'
import { createAgentService, createPresence } from './agents/index.ts'
import {
  createCallReads,
  createInboundRouter,
  createLineQuality,
  createPlaceCall,
  createRecordKeeper,
  createReservations,
  createWrapUpDesk,
  wrapUpRecordOf,
  type Directory,
} from './calls/index.ts'
import { createAgentStore } from './db/agents-repository.ts'
import { createCallStore } from './db/calls-repository.ts'
import { createCustomerStore } from './db/customers-repository.ts'
import { createJournalStore } from './db/journal-repository.ts'
import { createRecordingStore } from './db/recordings-repository.ts'
import { createTrunkStore } from './db/trunks-repository.ts'
import type { Domain, Foundation } from './domain.ts'
import { bindCallRoutes } from './http/routes/calls-routes.ts'
import { bindRecordingRoutes } from './http/routes/recordings-routes.ts'
import { bindTrunkRoutes } from './http/routes/trunk-routes.ts'
import { createMetrics } from './metrics/index.ts'
import { createNewsDesk } from './news.ts'
import type { PeopleService, PersonChanged } from './people/index.ts'
import type { SignInEnded } from './ports.ts'
import { createGateway, createProjection, type Viewer } from './realtime/index.ts'
import { createRecordingLedger, createRecordingService, createRecordingVerifier } from './recordings/index.ts'
import { createSecretBox } from './secret-box.ts'
import {
  createFloorView,
  createListeningGuard,
  createMonitor,
  type AgentDirectory,
} from './supervision/index.ts'
import { createTrunkDesk, createTrunkService } from './trunks/index.ts'
import { createVoiceLinkServer, type NodeDesk, type VoiceLinkServer } from './voice-link/index.ts'

/** Teams without a length of their own. */
const defaultWrapUpMs = 60_000
/** More agents than one control serves. */
const everybody = { offset: 0, limit: 100_000 }

/** Agents, calls, supervision, recordings, trunks, the voice link and the sockets: everything that is about telephony. */
export function telephony(foundation: Foundation): Domain {
  const { config, keys, db, clock, random, log, audit, people, access } = foundation
  const basics = { clock, random, log, audit, defaultCountry: config.defaultCountry }
  const news = createNewsDesk(foundation.transact, log)
  const calls = createCallStore(db)
  const customers = createCustomerStore(db)
  const directory = directoryOf(people)
  const agentDirectory = agentDirectoryOf(people)
  const presence = createPresence()
  const reservations = createReservations(clock)
  const trunkStore = createTrunkStore(db, createSecretBox(keys.secretBox, random), log)
  const trunks = createTrunkService({ store: trunkStore, news, audit, clock, random })
  const agents = createAgentService({
    store: createAgentStore(db),
    presence,
    wrapUps: wrapUpRecordOf(calls, news),
    news,
    clock,
  })

  const recordingStore = createRecordingStore(db)
  const verifier = createRecordingVerifier({
    store: recordingStore,
    recordingsDir: join(config.dataDir, 'recordings'),
    privateKeyPem: keys.recordingPrivatePem,
    news,
    clock,
    log,
  })
  const ledger = createRecordingLedger(recordingStore, (recordingId) => verifier.enqueue(recordingId))
  const quality = createLineQuality({ calls, news, clock })
  const shared = {
    ...basics,
    calls,
    customers,
    agents,
    presence,
    reservations,
    trunks,
    directory,
    quality,
    news,
  }
  const reads = createCallReads({ calls, recordings: ledger, quality, directory })
  const records = createRecordKeeper({
    ...shared,
    journal: createJournalStore(db),
    recordings: ledger,
    endCall: (callId) => void voice.command({ type: 'end-call', callId, termination: 'revoked' }),
  })
  const router = createInboundRouter(shared)
  const voice: VoiceLinkServer = createVoiceLinkServer({
    ...basics,
    secret: keys.voiceLink,
    desk: nodeDesk(),
    onBrowser: (request) =>
      foundation.refusals.note({
        code: 'origin-refused',
        asker: null,
        address: foundation.addressOf(request),
        place: 'voice-link',
      }),
  })
  const placeCall = createPlaceCall({
    ...shared,
    voice,
    neverDialled: records.neverDialled,
    ticketKey: keys.ticket,
  })
  const recordings = createRecordingService({
    ...basics,
    store: recordingStore,
    verifier,
    calls,
    reads,
    displayName: (personId) => directory.displayName(personId),
    transact: foundation.transact,
  })

  const floor = createFloorView({ agents, directory: agentDirectory, reads, trunks })
  const monitor = createMonitor({ ...basics, calls, presence, voice, ticketKey: keys.ticket })
  const guard = createListeningGuard({
    calls,
    voice,
    leads: (personId, teamId) => leads(people, personId, teamId),
  })
  const projection = createProjection({
    agents,
    calls,
    reads,
    floor,
    trunks,
    voice,
    attention: (viewer) => attentionOf(foundation, viewer),
    agent: (personId) => {
      const person = people.find(personId)
      return person?.role === 'agent' ? person : null
    },
  })
  const gateway = createGateway({ ...shared, ...foundation, projection })
  const metrics = createMetrics({ calls, presence, sockets: () => gateway.sockets(), voice, news })

  const isLive = (signInId: SignInId) => access.signIns.recall(signInId, '').ok
  const dropFromVoice = async (signInId: SignInId, fate: 'end' | 'drain') => {
    const done = await voice.command({ type: 'drop-sign-in', signInId, calls: fate })
    // A node that was away says who is registered when it is back, and is told again then.
    if (!done) log.warn({ signInId }, 'no voice node has dropped this sign-in yet')
  }
  /** For what a node that was away brings along: told again, as it would have been told then. */
  const dropAgain = (signInId: SignInId) => void dropFromVoice(signInId, access.signIns.fateOfEnded(signInId))
  const personChanged = ({ personId }: PersonChanged) => {
    news.tell({ type: 'agent', personId })
    gateway.personChanged(personId)
    guard.checkAll()
  }
  const signedOut = (ended: SignInEnded) => {
    gateway.signedOut(ended)
    gateway.tell({ type: 'signed-out', ended })
    agents.signedOut(ended.personId, ended.signInId)
    void dropFromVoice(ended.signInId, ended.calls)
  }

  function nodeDesk(): NodeDesk {
    return {
      trunks: () => trunks.configs(),
      appliedSeq: (nodeId) => records.appliedSeq(nodeId),
      forgetSeq: (nodeId) => records.forgetSeq(nodeId),
      apply: (nodeId, entries) => records.apply(nodeId, entries),
      reconcile: (nodeId, live) => {
        records.reconcile(nodeId, live)
        // Also where the phone's line is down: such a sign-in is among no registrations.
        for (const { agent } of live) if (agent !== null && !isLive(agent.signInId)) dropAgain(agent.signInId)
      },
      registrations: (nodeId, signInIds) => {
        const [live, over] = [signInIds.filter(isLive), signInIds.filter((signInId) => !isLive(signInId))]
        presence.setPhones(nodeId, live)
        over.forEach(dropAgain)
      },
      registration: (nodeId, signInId, registered) => {
        const welcome = registered && isLive(signInId)
        presence.setPhone(nodeId, signInId, welcome)
        if (registered && !welcome) dropAgain(signInId)
      },
      trunkHealth: (nodeId, health) => trunks.setHealth(nodeId, health),
      route: (request) => router.route(request),
      linkChanged: (nodeId, linked) => {
        if (!linked) trunks.forgetNode(nodeId)
        news.tell({ type: 'voice-linked' })
      },
    }
  }

  const attention = () => gateway.tell({ type: 'attention' })
  const subscriptions = [
    news.subscribe((item) => gateway.tell(item)),
    news.subscribe((item) => {
      if (item.type === 'call') guard.check(item.callId)
    }),
    people.whenChanged(personChanged),
    foundation.revocations.subscribe(signedOut),
    access.whenDevicesChange(attention),
    foundation.requests.whenChanged(attention),
    foundation.anomalies.whenChanged(attention),
    trunks.whenConfigsChange(() => voice.pushTrunks(trunks.configs())),
  ]
  let disposed = false

  return {
    name: 'telephony',
    routes: [
      ...bindCallRoutes({
        agents,
        placeCall,
        withdraw: (asker, callId) => records.withdraw(asker, callId),
        reads,
        customers,
        wrapUps: createWrapUpDesk({ calls, agents, news }),
        monitor,
        startOfDay: (atMs) => new Date(atMs).setHours(0, 0, 0, 0),
      }),
      ...bindRecordingRoutes(recordings),
      ...bindTrunkRoutes(
        createTrunkDesk({
          trunks,
          store: trunkStore,
          teams: people,
          audit,
          random,
          transact: foundation.transact,
        }),
      ),
    ],
    pages: [{ path: '/metrics', loopbackOnly: true, render: () => metrics.render() }],
    services: { trunks, customers },
    notReady: () => (voice.linked() ? null : 'voice-node'),
    liveCallActivity: { hasLiveCall: (signInId) => records.hasLiveCall(signInId) },
    attach: (server) => {
      metrics.attach(server)
      gateway.attach(server)
    },
    upgrades: { '/voice-link': (request, socket, head) => voice.upgrade(request, socket, head) },
    start: () => {
      agents.start(isLive)
      records.start()
      for (const recordingId of recordingStore.unverified()) verifier.enqueue(recordingId)
    },
    dispose: async () => {
      if (disposed) return
      disposed = true
      for (const end of subscriptions) end()
      gateway.dispose()
      voice.dispose()
      agents.dispose()
      records.dispose()
      metrics.dispose()
      await verifier.dispose()
    },
  }
}

/** Counts of what waits for this viewer's word; an administrator decides about everything, a lead about their people. */
function attentionOf({ access, requests, anomalies }: Foundation, viewer: Viewer): Attention {
  const administers = viewer.role === 'administrator'
  return {
    devices: administers ? access.devices.pendingCount() : 0,
    requests: requests.waitingFor(viewer),
    anomalies: administers ? anomalies.openCount() : 0,
  }
}

const leads = (people: PeopleService, personId: PersonId, teamId: TeamId): boolean => {
  const person = people.find(personId)
  return person?.role === 'lead' && person.teams.some((team) => team.teamId === teamId)
}

function directoryOf(people: PeopleService): Directory {
  return {
    displayName: (personId) => people.find(personId)?.displayName ?? null,
    teamIds: (personId) => people.find(personId)?.teams.map((team) => team.teamId) ?? [],
    wrapUpMs: (teamId) =>
      teamId === null ? defaultWrapUpMs : (people.findTeam(teamId)?.wrapUpSeconds ?? 60) * 1000,
  }
}

function agentDirectoryOf(people: PeopleService): AgentDirectory {
  return {
    agents: () =>
      people
        .page({ ...everybody, role: 'agent' })
        .items.filter((person) => !person.disabled)
        .map(refOf),
    agent: (personId: PersonId) => {
      const person = people.find(personId)
      return person === null || person.disabled || person.role !== 'agent' ? null : refOf(person)
    },
  }
}

const refOf = ({ personId, displayName, teams }: NonNullable<ReturnType<PeopleService['find']>>) => ({
  personId,
  displayName,
  teams,
})
