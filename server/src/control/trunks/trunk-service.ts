import { TrunkId, type Trunk as TrunkView, type TrunkStatus } from '@hearthline/shared'
import type { TrunkConfig } from '../../protocol/voice-link.ts'
import type { TrunkList } from '../calls/index.ts'
import type { DialTrunks } from '../dialling/index.ts'
import type { NewsDesk } from '../news.ts'
import type { Audit, Clock, RandomSource } from '../ports.ts'
import type { TrunkHealth, TrunkRegistration } from '../voice-link/index.ts'
import { plainTrunk, type NewTrunk, type Trunk, type TrunkStore } from './ports.ts'
import { createRegistrations } from './registrations.ts'

type State = TrunkStatus['state']

export interface TrunkService extends TrunkList, DialTrunks {
  /** By rank, in which they are tried. */
  all(): Trunk[]
  /** What voice nodes are told. */
  configs(): TrunkConfig[]
  statuses(): TrunkStatus[]
  status(trunkId: TrunkId): TrunkStatus | null
  /** Also of a disabled one, which no screen shows. */
  health(trunkId: TrunkId): { state: State; roundTripMs: number | null }
  /** How a trunk that registers is doing there; null for one that does not, or is disabled. */
  registration(trunkId: TrunkId): TrunkView['registration']
  /** Adds a trunk and tells the voice nodes. */
  add(trunk: NewTrunk): Trunk
  /** Gives the trunk of this name these settings, or adds it; what is left out stays. Tells the voice nodes. */
  set(trunk: NewTrunk): Trunk
  /** Told after a commit that changed a trunk in the store: tells voice nodes and screens. */
  stored(trunkId: TrunkId): void
  setHealth(nodeId: string, health: readonly TrunkHealth[]): void
  setRegistration(nodeId: string, registration: TrunkRegistration): void
  /** The node is gone: what it said of trunks is not true now. */
  forgetNode(nodeId: string): void
  /** @returns a function that ends the subscription. */
  whenConfigsChange(listener: () => void): () => void
}

/** Trunks, and how they are doing by the word of the voice nodes. */
export function createTrunkService(deps: {
  store: TrunkStore
  news: NewsDesk
  audit: Audit
  clock: Clock
  random: RandomSource
}): TrunkService {
  const { store, news, audit, clock, random } = deps
  const health = new Map<TrunkId, Map<string, TrunkHealth>>()
  const since = new Map<TrunkId, { state: State; atMs: number }>()
  const registrations = createRegistrations(clock)
  const listeners = new Set<() => void>()

  /** Up when any node reaches it. */
  const stateOf = (trunkId: TrunkId): { state: State; roundTripMs: number | null } => {
    const said = [...(health.get(trunkId)?.values() ?? [])]
    const up = said.find((one) => one.state === 'up')
    if (up) return { state: 'up', roundTripMs: up.roundTripMs }
    return { state: said.some((one) => one.state === 'down') ? 'down' : 'unknown', roundTripMs: null }
  }
  const statusOf = (trunk: Trunk): TrunkStatus => ({
    trunkId: trunk.trunkId,
    name: trunk.name,
    ...stateOf(trunk.trunkId),
    since: since.get(trunk.trunkId)?.atMs ?? 0,
  })
  const note = (trunkId: TrunkId) => {
    const { state } = stateOf(trunkId)
    if (since.get(trunkId)?.state !== state) since.set(trunkId, { state, atMs: clock.nowMs() })
    news.tell({ type: 'trunk', trunkId })
  }

  const add = (trunk: NewTrunk): Trunk => {
    const added = { ...plainTrunk, ...trunk, trunkId: TrunkId.parse(random.uuid()) }
    news.commit(() => {
      store.insert(added)
      write('added', added.trunkId)
    })
    changed(added)
    return added
  }
  /** The console and the seed: nobody by name. */
  const write = (step: 'added' | 'changed', trunkId: TrunkId) =>
    audit.append({
      action: `trunks.${step}`,
      actorId: null,
      subjectId: trunkId,
      address: null,
      outcome: 'done',
      reason: 'console',
    })
  const changed = (trunk: Trunk): void => {
    tellNodes()
    note(trunk.trunkId)
  }
  const tellNodes = (): void => {
    for (const listener of listeners) listener()
  }

  return {
    all: () => store.all(),
    configs: () => store.all().map(configOf),
    statuses: () =>
      store
        .all()
        .filter((trunk) => trunk.enabled)
        .map(statusOf),
    status: (trunkId) => {
      const trunk = store.find(trunkId)
      return trunk?.enabled ? statusOf(trunk) : null
    },
    health: stateOf,
    registration: (trunkId) => {
      const trunk = store.find(trunkId)
      return trunk?.enabled && trunk.register ? registrations.of(trunkId) : null
    },
    dialable: () =>
      store
        .all()
        .filter((trunk) => trunk.enabled)
        .map((trunk) => ({ ...trunk, down: stateOf(trunk.trunkId).state === 'down' })),
    inboundTeamOf: (trunkId) => store.find(trunkId)?.inboundTeamId ?? null,
    add,
    set: (trunk) => {
      const before = store.all().find(({ name }) => name === trunk.name)
      if (before === undefined) return add(trunk)
      const set = { ...before, ...trunk }
      news.commit(() => {
        store.replace(set)
        write('changed', set.trunkId)
      })
      changed(set)
      return set
    },
    stored: (trunkId) => {
      const trunk = store.find(trunkId)
      if (trunk === null) {
        health.delete(trunkId)
        since.delete(trunkId)
      }
      if (!trunk?.enabled || !trunk.register) registrations.forget(trunkId)
      tellNodes()
      note(trunkId)
    },
    setHealth: (nodeId, said) => {
      for (const one of said) {
        const nodes = health.get(one.trunkId) ?? new Map<string, TrunkHealth>()
        const before = nodes.get(nodeId)
        nodes.set(nodeId, one)
        health.set(one.trunkId, nodes)
        if (before?.state !== one.state || before.roundTripMs !== one.roundTripMs) note(one.trunkId)
      }
    },
    setRegistration: (nodeId, { trunkId, state, sipStatus }) => {
      if (registrations.said(nodeId, trunkId, { state, sipStatus })) note(trunkId)
    },
    forgetNode: (nodeId) => {
      for (const trunkId of registrations.forgetNode(nodeId)) note(trunkId)
      for (const [trunkId, nodes] of health) if (nodes.delete(nodeId)) note(trunkId)
    },
    whenConfigsChange: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** What a voice node needs to reach it; which numbers go over it is decided here. */
const configOf = ({
  callerId: _callerId,
  callerIds: _callerIds,
  prefixes: _prefixes,
  rank: _rank,
  weight: _weight,
  ...config
}: Trunk): TrunkConfig => config
