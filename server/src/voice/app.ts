import { SignInId } from '@hearthline/shared'
import type { Config } from '../config.ts'
import type { VoiceKeys } from '../keys.ts'
import { systemClock, systemRandom } from '../system-ports.ts'
import {
  createAgentLegs,
  createPhoneChecks,
  createRefusedPeers,
  createSignInGate,
  phoneAnswers,
} from './agents/index.ts'
import { createCallService, createLoopbacks } from './calls/index.ts'
import type { CallService } from './calls/index.ts'
import { createSealRecording, openFolders } from './disk.ts'
import { startGauges } from './gauges.ts'
import { createControlLink, createOpenSocket, openJournal, recover } from './journal/index.ts'
import { findAddresses, listenSip, readPem } from './listeners.ts'
import { openMedia } from './media-plane.ts'
import { createNodeDesk } from './node-desk.ts'
import type { AskRoute, MediaPlane, VoiceLog } from './ports.ts'
import type { IncomingInvite, SipLimits, SipRefusal, SipStack } from './sip/index.ts'
import {
  createTrunkBook,
  createTrunkLegs,
  createTrunkRegistrations,
  createTrunkWatch,
} from './trunks/index.ts'

export interface StartVoiceDeps {
  config: Config
  keys: VoiceKeys
  log: VoiceLog
  /** In place of our own media workers; for measuring signalling alone. */
  mediaPlane?: MediaPlane
  /** Other flood limits than the usual; for measuring. */
  sipLimits?: Partial<SipLimits>
}

export interface VoiceNode {
  /** The ports that were bound, for a configuration that left the choice to the system. */
  readonly sipPorts: SipStack['localPorts']
  /** Ends the calls, seals their recordings, writes the journal, closes everything. Idempotent. */
  dispose(): Promise<void>
}

/** What the SIP stack tells the rest of the node. */
interface OpenForCalls {
  takeInvite(invite: IncomingInvite): void
  tellRegistration(signInId: SignInId, state: 'registered' | 'flow-lost' | 'unregistered'): void
  connectionLost(address: string, port: number, transport: 'tcp' | 'tls'): void
  tellStranger(): void
  tellRefused(refused: SipRefusal): void
}

const maxCalls = 2_000
/**
 * Starts the voice node: SIP first (a second node with the same ports stops here, before it touches the journal), then
 * what the last run left is put right, then calls are taken.
 * @throws StartError for what the operator can mend: ports, folders, addresses, certificates.
 */
export async function startVoice(deps: StartVoiceDeps): Promise<VoiceNode> {
  const { config, keys, log } = deps
  const clock = systemClock
  const random = systemRandom
  const startedAtMs = clock.nowMs()
  const closers: (() => void | Promise<void>)[] = []
  let disposing: Promise<void> | null = null
  const dispose = (): Promise<void> => {
    disposing ??= (async () => {
      for (const close of closers.toReversed()) await close()
    })()
    return disposing
  }

  try {
    const folders = openFolders(config.dataDir, config.nodeId)
    const addresses = await findAddresses(config)
    const gate = createSignInGate(clock, keys.sipCredential)
    const book = createTrunkBook(folders.trunksFile, log)
    /** Null until calls are taken, and again once the node is stopping. */
    let open: OpenForCalls | null = null

    const stack = await listenSip(config, addresses, {
      clock,
      random,
      log,
      ...(deps.sipLimits === undefined ? {} : { limits: deps.sipLimits }),
      credentials: (username) => gate.credentials(username),
      isTrunkPeer: (address, port, transport) => {
        const trunk = book.behind(address, port, transport)
        return trunk === null ? null : { id: trunk.trunkId }
      },
      onInvite: (invite) => {
        if (open === null) invite.reject(503, undefined, [{ name: 'Retry-After', value: '1' }])
        else open.takeInvite(invite)
      },
      onRegistration: ({ aor, state }) => {
        const signInId = SignInId.safeParse(aor)
        if (signInId.success) open?.tellRegistration(signInId.data, state)
      },
      onConnectionLost: (address, port, transport) => open?.connectionLost(address, port, transport),
      onStranger: () => open?.tellStranger(),
      onRefused: (refused) => open?.tellRefused(refused),
    })
    closers.push(() => stack.dispose())

    const media = openMedia(deps, addresses, folders)
    const sealRecording = media.guardSeal(createSealRecording(clock, log))
    const { plane } = media
    closers.push(() => plane.dispose())
    const { journal, unfinished, recentCallIds } = await openJournal({
      path: folders.journalFile,
      clock,
      random,
      log,
    })
    closers.push(() => journal.dispose())
    await recover(unfinished, { clock, journal, sealRecording, recordingsDir: folders.recordings, log })
    await journal.flushed()

    const agentLegs = createAgentLegs({
      clock,
      log,
      journal,
      ticketKey: keys.ticket,
      gate,
      domain: addresses.sipHost,
      knownCallIds: recentCallIds,
    })
    const watch = createTrunkWatch({
      clock,
      stack,
      book,
      onChange: (health) => {
        log.info({ trunkId: health.trunkId, state: health.state }, 'trunk health')
        link.status({ type: 'trunk-health', ...health })
      },
    })
    closers.push(() => watch.dispose())
    const trunkRegistrations = createTrunkRegistrations({
      clock,
      log,
      stack,
      book,
      onChange: (registration) => link.status({ type: 'trunk-registration', ...registration }),
    })
    closers.push(() => trunkRegistrations.dispose())
    const trunkLegs = createTrunkLegs({
      clock,
      log,
      book,
      watch: {
        isDown: (trunkId) => watch.isDown(trunkId) || trunkRegistrations.isLost(trunkId),
      },
      stack,
      domain: addresses.sipHost,
      defaultCountry: config.defaultCountry,
    })
    const askRoute: AskRoute = (question) => link.askRoute(question)
    const calls: CallService = createCallService({
      clock,
      random,
      log,
      plane,
      journal,
      sealRecording,
      recordingsDir: folders.recordings,
      publicKeyPem: keys.recordingPublicPem,
      customerLines: trunkLegs,
      agentLines: agentLegs.lines(stack),
      askRoute,
      phoneAnswers: (signInId) => phoneAnswers(signInId, { clock, stack }),
      tellStatus: (status) => link.status(status),
      maxCalls,
    })
    const loopback = createLoopbacks({
      clock,
      random,
      plane,
      log,
      isInCall: (signInId) => calls.snapshot().some(({ agent }) => agent?.signInId === signInId),
    })
    const phoneChecks = createPhoneChecks({
      clock,
      stack,
      onChange: (signInId, missed) => {
        log.info({ signInId, missed }, 'phone check')
        link.status({ type: 'phone-check', signInId, missed })
      },
    })
    closers.push(() => phoneChecks.dispose())
    const desk = createNodeDesk({
      calls,
      loopback,
      stack,
      gate,
      phoneChecks,
      book,
      watch,
      trunkRegistrations,
      log,
    })
    const link = createControlLink({
      nodeId: config.nodeId,
      secret: keys.voiceLink,
      startedAtMs,
      openSocket: createOpenSocket(
        config.controlUrl,
        config.tls === null ? null : readPem(config.tls.certPath, 'HEARTHLINE_TLS_CERT'),
      ),
      journal,
      clock,
      random,
      log,
      desk,
    })
    closers.push(() => link.dispose())
    open = {
      takeInvite: (invite) => {
        if (invite.source.kind === 'agent') agentLegs.take(invite, { ...calls, loopback })
        else trunkLegs.take(invite, calls)
      },
      tellRegistration: (signInId, state) => {
        link.status({ type: 'registration', signInId, state })
        phoneChecks.registration(signInId, state)
      },
      connectionLost: (address, port, transport) =>
        trunkRegistrations.connectionLost(address, port, transport),
      tellStranger: () => agentLegs.stranger(),
      tellRefused: createRefusedPeers({ clock, log, journal }),
    }
    watch.refresh()
    trunkRegistrations.refresh()
    const gauges = startGauges(
      clock,
      () => {
        const { packetsLost, workersReady } = plane.gauges()
        return {
          calls: calls.snapshot().length,
          legs: calls.legCount(),
          registrations: stack.registrations().length,
          packetsLost,
          journalBacklog: journal.backlog(),
          mediaWorkers: workersReady,
        }
      },
      (values) => link.status({ type: 'gauges', gauges: values }),
    )
    closers.push(() => gauges.dispose())
    closers.push(async () => {
      open = null
      loopback.dispose()
      await calls.dispose()
      await journal.flushed()
    })
    // A call that comes before this waits for its room; a node that can never open one must not look alive.
    await media.ready()
    log.info({ nodeId: config.nodeId, ...stack.localPorts }, 'voice node ready')
    return { sipPorts: stack.localPorts, dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}
