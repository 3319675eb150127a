import { floorLimits, type Reachability, type SignInId } from '@hearthline/shared'

/**
 * Who has a live socket to control and a phone registered at a voice node, and answers there (AGENT-11). True now, kept in
 * memory only: sockets reconnect and nodes send a snapshot after a restart.
 */
export interface Presence {
  of(signInId: SignInId | null): Reachability
  /** A proved socket: an answer of its own. */
  socketOpened(signInId: SignInId): void
  socketClosed(signInId: SignInId): void
  /** A check of the sockets of this sign-in: whether any has answered in time. */
  socketChecked(signInId: SignInId, answered: boolean): void
  setPhone(nodeId: string, signInId: SignInId, registered: boolean): void
  /** Replaces all that is known of one node. */
  setPhones(nodeId: string, signInIds: readonly SignInId[]): void
  /** Checks in a row that the registered phone has left unanswered, as its voice node counts them; 0 ends a row. */
  phoneChecked(signInId: SignInId, missed: number): void
  registrations(): number
  /** @returns a function that ends the subscription. */
  subscribe(listener: (signInId: SignInId) => void): () => void
}

export function createPresence(): Presence {
  const sockets = new Map<SignInId, number>()
  const phones = new Map<string, Set<SignInId>>()
  /** Only rows of misses that go on, of paths that stand. */
  const missed = { socket: new Map<SignInId, number>(), phone: new Map<SignInId, number>() }
  const listeners = new Set<(signInId: SignInId) => void>()

  const hasSocket = (signInId: SignInId) => (sockets.get(signInId) ?? 0) > 0
  const hasPhone = (signInId: SignInId) => [...phones.values()].some((node) => node.has(signInId))
  const of = (signInId: SignInId | null): Reachability => {
    if (signInId === null) return { socket: false, phone: false, missedChecks: 0 }
    const [socketMissed, phoneMissed] = [missed.socket.get(signInId) ?? 0, missed.phone.get(signInId) ?? 0]
    return {
      socket: hasSocket(signInId) && socketMissed < floorLimits.missedChecks,
      phone: hasPhone(signInId) && phoneMissed < floorLimits.missedChecks,
      missedChecks: Math.max(socketMissed, phoneMissed),
    }
  }
  /** Tells only of what made a difference. */
  const change = (signInId: SignInId, act: () => void) => {
    const before = of(signInId)
    act()
    if (!hasSocket(signInId)) missed.socket.delete(signInId)
    if (!hasPhone(signInId)) missed.phone.delete(signInId)
    const after = of(signInId)
    if (
      before.socket === after.socket &&
      before.phone === after.phone &&
      before.missedChecks === after.missedChecks
    )
      return
    for (const listener of listeners) listener(signInId)
  }
  const ofNode = (nodeId: string) => {
    const node = phones.get(nodeId) ?? new Set<SignInId>()
    phones.set(nodeId, node)
    return node
  }
  const setPhone = (nodeId: string, signInId: SignInId, registered: boolean) =>
    change(signInId, () => {
      const node = ofNode(nodeId)
      if (registered) node.add(signInId)
      else node.delete(signInId)
      // A node that was away did not tell that the phone answers again; what it still misses is told at the next check.
      missed.phone.delete(signInId)
    })

  return {
    of,
    socketOpened: (signInId) =>
      change(signInId, () => {
        sockets.set(signInId, (sockets.get(signInId) ?? 0) + 1)
        missed.socket.delete(signInId)
      }),
    socketClosed: (signInId) =>
      change(signInId, () => {
        const left = (sockets.get(signInId) ?? 0) - 1
        if (left > 0) sockets.set(signInId, left)
        else sockets.delete(signInId)
      }),
    socketChecked: (signInId, answered) =>
      change(signInId, () => {
        if (answered) missed.socket.delete(signInId)
        else missed.socket.set(signInId, (missed.socket.get(signInId) ?? 0) + 1)
      }),
    setPhone,
    setPhones: (nodeId, signInIds) => {
      const now = new Set(signInIds)
      for (const signInId of ofNode(nodeId)) if (!now.has(signInId)) setPhone(nodeId, signInId, false)
      for (const signInId of now) setPhone(nodeId, signInId, true)
    },
    phoneChecked: (signInId, count) =>
      change(signInId, () => {
        if (count > 0) missed.phone.set(signInId, count)
        else missed.phone.delete(signInId)
      }),
    registrations: () => new Set([...phones.values()].flatMap((node) => [...node])).size,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
