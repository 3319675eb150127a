import type { TrunkId } from '@hearthline/shared'
import type { Clock, Timer } from '../../ports.ts'
import type { TrunkConfig, VoiceStatus } from '../../protocol/voice-link.ts'
import type { VoiceLog } from '../ports.ts'
import type { RegisterOutcome, SipRegistration, SipStack } from '../sip/index.ts'
import type { ResolvedTrunk, TrunkBook } from './trunk-book.ts'
import { addressOf, hostPart } from './trunk-target.ts'

export type TrunkRegistration = Omit<Extract<VoiceStatus, { type: 'trunk-registration' }>, 'type'>

/** Keeps us registered at the PBXs and carriers that want it, so that they ring us where we are (TRK-10 to TRK-14). */
export interface TrunkRegistrations {
  /** Registers where that is new, withdraws where it is over. */
  refresh(): void
  states(): TrunkRegistration[]
  /** Wanted, tried, and not there: calls out would most likely be refused as well. */
  isLost(trunkId: TrunkId): boolean
  /** REGISTER at once; resolves with its outcome told. Nothing where the trunk does not register. */
  test(trunkId: TrunkId): Promise<void>
  /** A connection to a registrar is gone: what was registered over it cannot be rung any more (RFC 5626 §4.4). */
  connectionLost(address: string, port: number, transport: 'tcp' | 'tls'): void
  /** Withdraws what is registered, waiting a second at most. Idempotent. */
  dispose(): Promise<void>
}

/** Short enough for a PBX that forgets with its restart to know us again soon. */
const lifetimeSeconds = 300
/** A registration is renewed after this share of its life. */
const renewAt = 0.8
const leastRenewMs = 5_000
const firstRetryMs = 2_000
const lastRetryMs = 60_000
/** Who was refused for what the administrator has to mend is not let in sooner by asking more often; locked out, rather. */
const refusedRetryMs = 60_000
const withdrawMs = 1_000

interface Kept {
  readonly key: string
  readonly config: TrunkConfig
  registration: SipRegistration
  /** By which address `registration` goes. */
  address: string
  told: TrunkRegistration
  failures: number
  running: Promise<void> | null
  timer: Timer | null
}

export interface TrunkRegistrationsDeps {
  clock: Clock
  log: VoiceLog
  stack: Pick<SipStack, 'registration'>
  book: TrunkBook
  onChange(registration: TrunkRegistration): void
}

export function createTrunkRegistrations(deps: TrunkRegistrationsDeps): TrunkRegistrations {
  const { clock, log, stack, book } = deps
  const kept = new Map<TrunkId, Kept>()
  let disposing: Promise<void> | null = null

  const tell = (entry: Kept, state: TrunkRegistration['state'], sipStatus: number | null): void => {
    const { trunkId } = entry.config
    if (entry.told.state === state && entry.told.sipStatus === sipStatus) return
    entry.told = { trunkId, state, sipStatus }
    log.info({ trunkId, state, sipStatus }, 'trunk registration')
    deps.onChange(entry.told)
  }

  const isCurrent = (entry: Kept): boolean => disposing === null && kept.get(entry.config.trunkId) === entry

  const judge = (entry: Kept, outcome: RegisterOutcome): number => {
    if (outcome.kind === 'registered') {
      entry.failures = 0
      tell(entry, 'registered', null)
      return Math.max(leastRenewMs, outcome.expiresSeconds * 1000 * renewAt)
    }
    const backoffMs = Math.min(lastRetryMs, firstRetryMs * 2 ** Math.min(entry.failures, 10))
    entry.failures += 1
    if (outcome.kind !== 'refused') {
      tell(entry, 'trying', null)
      return backoffMs
    }
    const { status, retryAfterSeconds } = outcome
    const isTheirTrouble = status === 408 || status === 480 || (status >= 500 && status < 600)
    tell(entry, isTheirTrouble ? 'trying' : 'refused', status)
    if (retryAfterSeconds !== null) return Math.max(backoffMs, Math.min(retryAfterSeconds, 300) * 1000)
    return isTheirTrouble ? backoffMs : refusedRetryMs
  }

  /** What this trunk's settings make the stack throw must end neither its own tries nor the node. */
  const ask = async ({ registration, config: { trunkId } }: Kept): Promise<RegisterOutcome> => {
    try {
      return await registration.refresh(lifetimeSeconds)
    } catch (error) {
      log.error({ trunkId, err: error }, 'a trunk cannot be registered at')
      return { kind: 'transport' }
    }
  }

  const run = async (entry: Kept): Promise<void> => {
    entry.timer?.cancel()
    const { trunkId } = entry.config
    let trunk = book.get(trunkId)
    if (trunk?.address === null || entry.failures > 0) {
      // The name may stand for another address by now.
      await book.resolve()
      trunk = book.get(trunkId)
    }
    if (!isCurrent(entry)) return
    const moved = trunk === null || trunk.address === null ? null : trunk
    if (moved !== null && moved.address !== entry.address) takeAddress(entry, moved)
    const outcome: RegisterOutcome = moved === null ? { kind: 'transport' } : await ask(entry)
    if (!isCurrent(entry)) return
    const nextMs = judge(entry, outcome)
    entry.timer = clock.setTimer(nextMs, () => void register(entry))
  }

  /** One REGISTER at a time: who asks meanwhile shares its outcome. */
  const register = (entry: Kept): Promise<void> => {
    entry.running ??= run(entry).finally(() => {
      entry.running = null
    })
    return entry.running
  }

  const takeAddress = (entry: Kept, trunk: ResolvedTrunk): void => {
    entry.registration = registrationFor(trunk, stack)
    entry.address = trunk.address ?? ''
  }

  const begin = (trunk: ResolvedTrunk, key: string): void => {
    const { config } = trunk
    const told: TrunkRegistration = { trunkId: config.trunkId, state: 'trying', sipStatus: null }
    const entry: Kept = {
      key,
      config,
      registration: registrationFor(trunk, stack),
      address: trunk.address ?? '',
      told,
      failures: 0,
      running: null,
      timer: null,
    }
    kept.set(config.trunkId, entry)
    deps.onChange(told)
    void register(entry)
  }

  const end = async (entry: Kept): Promise<void> => {
    entry.timer?.cancel()
    kept.delete(entry.config.trunkId)
    // Where we never came in there is nothing to withdraw.
    if (entry.told.state === 'registered') await entry.registration.refresh(0)
  }

  return {
    refresh: () => {
      if (disposing !== null) return
      const wanted = new Map(
        book
          .all()
          .filter(wantsRegistration)
          .map((trunk) => [trunk.config.trunkId, trunk]),
      )
      for (const [trunkId, entry] of kept) {
        const trunk = wanted.get(trunkId)
        if (trunk !== undefined && keyOf(trunk.config) === entry.key) wanted.delete(trunkId)
        else void end(entry)
      }
      for (const trunk of wanted.values()) begin(trunk, keyOf(trunk.config))
    },
    states: () => [...kept.values()].map(({ told }) => told),
    isLost: (trunkId) => {
      const entry = kept.get(trunkId)
      return entry !== undefined && entry.failures > 0 && entry.told.state !== 'registered'
    },
    test: async (trunkId) => {
      const entry = kept.get(trunkId)
      if (entry === undefined) return
      const before = entry.told
      await register(entry)
      // Who asks wants to be told, also that nothing has changed.
      if (isCurrent(entry) && entry.told === before) deps.onChange(entry.told)
    },
    connectionLost: (address, port, transport) => {
      for (const entry of kept.values()) {
        const { config } = entry
        const isIts = config.transport === transport && config.port === port && entry.address === address
        if (!isIts || entry.told.state !== 'registered' || entry.running !== null) continue
        tell(entry, 'trying', null)
        entry.timer?.cancel()
        entry.timer = clock.setTimer(firstRetryMs / 2, () => void register(entry))
      }
    },
    dispose: () => {
      disposing ??= (async () => {
        const withdrawing = Promise.all([...kept.values()].map(end))
        await new Promise<void>((resolve) => {
          const patience = clock.setTimer(withdrawMs, resolve)
          void withdrawing.finally(() => {
            patience.cancel()
            resolve()
          })
        })
      })()
      return disposing
    },
  }
}

const wantsRegistration = ({ config }: ResolvedTrunk): boolean =>
  config.enabled && config.register && config.credentials !== null

/** What a registration is made of: a change of anything else leaves it alone. */
const keyOf = ({ host, port, transport, tlsTrust, credentials }: TrunkConfig): string =>
  JSON.stringify([host, port, transport, tlsTrust, credentials])

function registrationFor(trunk: ResolvedTrunk, stack: Pick<SipStack, 'registration'>): SipRegistration {
  const registrar = addressOf(trunk)
  const { credentials, host } = trunk.config
  if (registrar === null || credentials === null)
    return { refresh: () => Promise.resolve({ kind: 'transport' }) }
  const domain = hostPart(host)
  return stack.registration({
    registrar,
    // The registrar's domain alone (§10.2): digest counts it as well, and many compare it to the letter.
    registrarUri: `sip:${domain}`,
    aor: `sip:${encodeURIComponent(credentials.username.toWellFormed())}@${domain}`,
    contactUser: credentials.username,
    credentials,
  })
}
