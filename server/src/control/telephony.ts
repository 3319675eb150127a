import { join } from 'node:path'
import type { Attention, SignInId, TeamId } from '@hearthline/shared'
import { createAgentService, createPresence } from './agents/index.ts'
import {
  createCallReads,
  createInboundRouter,
  createLineQuality,
  createPlaceCall,
  createRecordKeeper,
  createReservations,
  createTalkBook,
  createUnheardBook,
  wrapUpRecordOf,
} from './calls/index.ts'
import { createAgentStore } from './db/agents-repository.ts'
import { createTransferStore } from './db/call-transfers-repository.ts'
import { createCallStore } from './db/calls-repository.ts'
import { createCustomerStore } from './db/customers-repository.ts'
import { createDialledCalls } from './db/dialled-calls-repository.ts'
import { createJournalStore } from './db/journal-repository.ts'
import { createLineCheckStore } from './db/line-checks-repository.ts'
import { createSpanStore } from './db/monitoring-repository.ts'
import { createPauseStore } from './db/recording-pauses-repository.ts'
import { createRecordingStore } from './db/recordings-repository.ts'
import { createTrunkStore } from './db/trunks-repository.ts'
import { createDialling } from './dialling/index.ts'
import type { Domain, Foundation } from './domain.ts'
import { bindCallBackRoutes } from './http/routes/call-back-routes.ts'
import { bindCallRoutes } from './http/routes/calls-routes.ts'
import { bindLineCheckRoutes } from './http/routes/line-check-routes.ts'
import { bindRecordingRoutes } from './http/routes/recordings-routes.ts'
import { bindTrunkRoutes } from './http/routes/trunk-routes.ts'
import { createLineCheckDesk } from './line-checks/index.ts'
import { createMetrics } from './metrics/index.ts'
import { createNewsDesk } from './news.ts'
import type { PersonChanged } from './people/index.ts'
import type { SignInEnded } from './ports.ts'
import { createReach } from './reach.ts'
import { createGateway, createProjection, type Viewer } from './realtime/index.ts'
import {
  createPauseLedger,
  createRecordingLedger,
  createRecordingService,
  createRecordingVerifier,
} from './recordings/index.ts'
import { createSecretBox } from './secret-box.ts'
import { createFloorView, createMonitoringLedger } from './supervision/index.ts'
import { agentDirectoryOf, directoryOf, zoneOf } from './telephony/call-people.ts'
import { createNodeDesk } from './telephony/node-desk.ts'
import { createCallBacks, createPhonePart } from './telephony/phone-part.ts'
import { createSteeringPart } from './telephony/steering-part.ts'
import { createSupervisionPart } from './telephony/supervision-part.ts'
import { createTrunkDesk, createTrunkService } from './trunks/index.ts'
import { createVoiceLinkServer, type VoiceLinkServer } from './voice-link/index.ts'

/** Agents, calls, supervision, recordings, trunks, the voice link and the sockets: everything that is about telephony. */
export function telephony(foundation: Foundation): Domain {
  const { config, keys, db, clock, random, log, audit, people, access } = foundation
  const basics = { clock, random, log, audit, defaultCountry: config.defaultCountry }
  const news = createNewsDesk(foundation.transact, log)
  const calls = createCallStore(db)
  const transfers = createTransferStore(db)
  const customers = createCustomerStore(db)
  const directory = directoryOf(people)
  const agentDirectory = agentDirectoryOf(people)
  const presence = createPresence()
  const reservations = createReservations(clock)
  const trunkStore = createTrunkStore(db, createSecretBox(keys.secretBox, random), log)
  const trunks = createTrunkService({ store: trunkStore, news, audit, clock, random })
  const dialling = createDialling({
    ...basics,
    trunks,
    calls: createDialledCalls(db),
    policies: foundation.policies,
    zoneOf: zoneOf(foundation),
  })
  const agents = createAgentService({
    store: createAgentStore(db),
    presence,
    signIns: {
      isLive: (signInId) => isLive(signInId),
      liveOf: (personId) =>
        access.signIns.live().flatMap((live) => (live.personId === personId ? [live.signInId] : [])),
    },
    wrapUps: wrapUpRecordOf(calls, transfers, news),
    readyIsOpen: (signInId) => readyIsOpen(signInId),
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
  const talk = createTalkBook({ calls, news })
  const unheard = createUnheardBook({ calls, news })
  const pauses = createPauseStore(db)
  const spans = createSpanStore(db)
  const reach = createReach({ agent: (personId) => agentDirectory.agent(personId), audit })
  const lineChecks = createLineCheckDesk({
    ...basics,
    store: createLineCheckStore(db),
    policies: foundation.policies,
    agents,
    presence,
    voice: { linked: () => voice.linked() },
    reach,
    isAgent: (personId) => people.find(personId)?.role === 'agent',
    nameOf: (personId) => directory.displayName(personId),
    news,
    ticketKey: keys.ticket,
  })
  const readyIsOpen = (signInId: SignInId) => lineChecks.standing(signInId).open
  const steering = createSteeringPart(foundation, { agents, calls, news, reach, readyIsOpen })
  const { help, notices, tallies } = steering
  const { callBacks, findCustomer } = createCallBacks(foundation, {
    calls,
    transfers,
    customers,
    directory,
    dialling,
    news,
  })
  const shared = {
    ...basics,
    calls,
    transfers,
    callBacks,
    customers,
    agents,
    presence,
    reservations,
    trunks,
    dialling,
    directory,
    quality,
    talk,
    unheard,
    notices,
    news,
  }
  const reads = createCallReads({ ...shared, recordings: ledger })
  const records = createRecordKeeper({
    ...shared,
    journal: createJournalStore(db),
    recordings: ledger,
    pauses: createPauseLedger(pauses),
    lost: callBacks,
    monitoring: createMonitoringLedger({ spans, directory, audit, random }),
    endCall: (callId) => void voice.command({ type: 'end-call', callId, termination: 'revoked' }),
  })
  const voice: VoiceLinkServer = createVoiceLinkServer({
    ...basics,
    secret: keys.voiceLink,
    desk: createNodeDesk({
      ...shared,
      records,
      router: createInboundRouter(shared),
      isLive: (signInId) => isLive(signInId),
      dropAgain: (signInId) => dropAgain(signInId),
      levels: (levels) => gateway.levels(levels),
    }),
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
    findCustomer,
    voice,
    neverDialled: records.neverDialled,
    ticketKey: keys.ticket,
  })
  const phone = createPhonePart(foundation, { ...shared, agentDirectory, voice })
  const recordings = createRecordingService({
    ...basics,
    store: recordingStore,
    verifier,
    calls,
    reads,
    displayName: (personId) => directory.displayName(personId),
    transact: foundation.transact,
  })

  const breakMinutes = () => foundation.policies.current().breakMinutes
  const floor = createFloorView({ ...shared, breakMinutes, directory: agentDirectory, reads, help, tallies })
  const supervision = createSupervisionPart(foundation, {
    ...shared,
    spans,
    pauses,
    voice,
    reach,
    seesAnew: (personId) => gateway.personChanged(personId),
  })
  const projection = createProjection({
    ...shared,
    reads,
    floor,
    voice,
    help,
    tallies,
    lineChecks,
    breakMinutes,
    phoneElsewhere: (viewer) => phone.phoneElsewhere(viewer),
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
  const personChanged = ({ personId, by }: PersonChanged) => {
    news.tell({ type: 'agent', personId })
    gateway.personChanged(personId)
    supervision.guard.personChanged(personId, by)
  }
  /** Agents are told of listeners as their team has it now. */
  const teamChanged = (teamId: TeamId) => {
    directory.forget(teamId)
    for (const call of calls.open())
      if (call.teamId === teamId) news.tell({ type: 'call', callId: call.callId })
  }
  const signedOut = (ended: SignInEnded) => {
    gateway.signedOut(ended)
    gateway.tell({ type: 'signed-out', ended })
    agents.signedOut(ended.personId, ended.signInId, ended.reason === 'replaced')
    void dropFromVoice(ended.signInId, ended.calls)
  }

  /** The gate of Ready and the limits of breaks are others now. */
  const policiesChanged = () => {
    for (const { personId } of agents.present()) {
      gateway.personChanged(personId)
      news.tell({ type: 'agent', personId })
    }
  }
  const attention = () => gateway.tell({ type: 'attention' })
  const subscriptions = [
    news.subscribe((item) => gateway.tell(item)),
    news.subscribe((item) => {
      if (item.type === 'call') supervision.guard.check(item.callId)
      else if (item.type === 'phone') records.cameBack(item.personId)
    }),
    people.whenChanged(personChanged),
    people.whenTeamChanged(teamChanged),
    foundation.revocations.subscribe(signedOut),
    access.whenDevicesChange(attention),
    foundation.requests.whenChanged(attention),
    foundation.anomalies.whenChanged(attention),
    foundation.policies.whenChanged(policiesChanged),
    trunks.whenConfigsChange(() => voice.pushTrunks(trunks.configs())),
  ]
  let disposed = false

  return {
    name: 'telephony',
    routes: [
      ...bindCallRoutes({
        agents,
        placeCall,
        ...phone,
        readyIsOpen,
        withdraw: (asker, callId) => records.withdraw(asker, callId),
        reads,
        customers,
        startOfDay: (atMs) => new Date(atMs).setHours(0, 0, 0, 0),
      }),
      ...supervision.routes,
      ...steering.routes,
      ...bindCallBackRoutes(callBacks),
      ...bindRecordingRoutes(recordings),
      ...bindLineCheckRoutes(lineChecks),
      ...bindTrunkRoutes(
        createTrunkDesk({
          trunks,
          store: trunkStore,
          teams: people,
          voice,
          audit,
          clock,
          random,
          transact: foundation.transact,
        }),
      ),
    ],
    pages: [{ path: '/metrics', loopbackOnly: true, render: () => metrics.render() }],
    services: { trunks, customers },
    notReady: () => (voice.linked() ? null : 'voice-node'),
    liveCallActivity: {
      hasLiveCall: (signInId) => records.hasLiveCall(signInId),
      speaksInCall: (signInId) => calls.hasOpen(signInId) || calls.hasTakenOver(signInId),
    },
    attach: (server) => {
      metrics.attach(server)
      gateway.attach(server)
    },
    upgrades: { '/voice-link': (request, socket, head) => voice.upgrade(request, socket, head) },
    start: () => {
      agents.start()
      records.start()
      callBacks.start()
      steering.start()
      for (const recordingId of recordingStore.unverified()) verifier.enqueue(recordingId)
    },
    dispose: async () => {
      if (disposed) return
      disposed = true
      for (const end of subscriptions) end()
      gateway.dispose()
      voice.dispose()
      steering.dispose()
      supervision.guard.dispose()
      callBacks.dispose()
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
