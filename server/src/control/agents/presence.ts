import type { Reachability, SignInId } from '@hearthline/shared'

/**
 * Who has a live socket to control and a phone registered at a voice node. True now, kept in memory only: sockets
 * reconnect and nodes send a snapshot after a restart.
 */
export interface Presence {
  of(signInId: SignInId | null): Reachability
  socketOpened(signInId: SignInId): void
  socketClosed(signInId: SignInId): void
  setPhone(nodeId: string, signInId: SignInId, registered: boolean): void
  /** Replaces all that is known of one node. */
  setPhones(nodeId: string, signInIds: readonly SignInId[]): void
  registrations(): number
  /** @returns a function that ends the subscription. */
  subscribe(listener: (signInId: SignInId) => void): () => void
}

export function createPresence(): Presence {
  const sockets = new Map<SignInId, number>()
  const phones = new Map<string, Set<SignInId>>()
  const listeners = new Set<(signInId: SignInId) => void>()

  const hasPhone = (signInId: SignInId) => [...phones.values()].some((node) => node.has(signInId))
  /** Tells only of what made a difference. */
  const change = (signInId: SignInId, act: () => void) => {
    const before = of(signInId)
    act()
    const after = of(signInId)
    if (before.socket === after.socket && before.phone === after.phone) return
    for (const listener of listeners) listener(signInId)
  }
  const of = (signInId: SignInId | null): Reachability =>
    signInId === null
      ? { socket: false, phone: false }
      : { socket: (sockets.get(signInId) ?? 0) > 0, phone: hasPhone(signInId) }
  const ofNode = (nodeId: string) => {
    const node = phones.get(nodeId) ?? new Set<SignInId>()
    phones.set(nodeId, node)
    return node
  }
  const setPhone = (nodeId: string, signInId: SignInId, registered: boolean) =>
    change(signInId, () => {
      if (registered) ofNode(nodeId).add(signInId)
      else ofNode(nodeId).delete(signInId)
    })

  return {
    of,
    socketOpened: (signInId) =>
      change(signInId, () => void sockets.set(signInId, (sockets.get(signInId) ?? 0) + 1)),
    socketClosed: (signInId) =>
      change(signInId, () => {
        const left = (sockets.get(signInId) ?? 0) - 1
        if (left > 0) sockets.set(signInId, left)
        else sockets.delete(signInId)
      }),
    setPhone,
    setPhones: (nodeId, signInIds) => {
      const now = new Set(signInIds)
      for (const signInId of ofNode(nodeId)) if (!now.has(signInId)) setPhone(nodeId, signInId, false)
      for (const signInId of now) setPhone(nodeId, signInId, true)
    },
    registrations: () => new Set([...phones.values()].flatMap((node) => [...node])).size,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
