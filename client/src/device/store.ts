import { DeviceGrade, DeviceId, DevicePublicKey, DeviceState, PersonId } from '@hearthline/shared'
import { openDB, type IDBPDatabase, type IDBPObjectStore } from 'idb'
import { z } from 'zod'

const KeptKey = z.object({ publicKey: DevicePublicKey, privateKey: z.instanceof(CryptoKey) })

/**
 * One device per person in this browser. The server decides what it may do; `state` is only what was last heard,
 * so that the sign-in screen opens at the right step.
 */
const KeptDevice = z.object({
  personId: PersonId,
  userName: z.string(),
  displayName: z.string(),
  deviceId: DeviceId,
  name: z.string(),
  grade: DeviceGrade,
  state: DeviceState,
  /** The key that signs. */
  key: KeptKey,
  /** Offered by a sign-in whose answer has not come: `key` stays the one that signs until it has. */
  nextKey: KeptKey.nullable(),
  /** Names the hardware key of a D2 device, base64url. */
  credentialId: z.string().nullable(),
  /** Until when the approval holds, unix ms, and who gave it; null for the console. */
  expiresAt: z.number(),
  decidedBy: z.string().nullable(),
  usedAt: z.number(),
  /** When the newest sign-in with it succeeded, this computer's clock; 0 before the first. */
  signedInAt: z.number(),
})
export type KeptDevice = z.infer<typeof KeptDevice>

export interface DeviceStore {
  /** Newest use first. Records that do not parse (a damaged profile) are left out. */
  list: () => Promise<KeptDevice[]>
  /** Resolves when it is on the disk: a key that the server may know must not be lost with the power. */
  put: (device: KeptDevice) => Promise<void>
  /**
   * Writes facts beside the keys, in one transaction: what another tab's sign-in puts between a look and a write would
   * be undone, and the key of before, signing once more, looks like a copied profile. An unknown device is left alone.
   */
  note: (deviceId: DeviceId, facts: Partial<Omit<KeptDevice, 'key' | 'nextKey'>>) => Promise<void>
  dispose: () => void
}

const database = 'hearthline'
const table = 'devices'
const version = 2

/** Version 1 kept one key beside the facts, and no more of its use than whether it had signed in. */
const FirstShape = z.looseObject({
  publicKey: z.unknown(),
  privateKey: z.unknown(),
  proven: z.boolean(),
  usedAt: z.number(),
})

/** A record of version 1 in today's shape; anything else as it is. */
export const upgraded = (row: unknown): unknown => {
  const parsed = FirstShape.safeParse(row)
  if (!parsed.success) return row
  const { publicKey, privateKey, proven, ...facts } = parsed.data
  return {
    ...facts,
    key: { publicKey, privateKey },
    nextKey: null,
    credentialId: null,
    signedInAt: proven ? facts.usedAt : 0,
  }
}

/** Only the store's own promises are awaited here: any other would let the upgrade's transaction end. */
const bringUp = async (
  store: IDBPObjectStore<unknown, string[], typeof table, 'versionchange'>,
): Promise<void> => {
  for (let cursor = await store.openCursor(); cursor !== null; cursor = await cursor.continue()) {
    await cursor.update(upgraded(cursor.value))
  }
}

/** Opens the browser's own store. Rejects where IndexedDB is blocked, e.g. by a strict private mode. */
export const openDeviceStore = async (): Promise<DeviceStore> => {
  const db: IDBPDatabase = await openDB(database, version, {
    upgrade: (opened, oldVersion, _newVersion, transaction) => {
      if (oldVersion < 1) opened.createObjectStore(table, { keyPath: 'personId' })
      else bringUp(transaction.objectStore(table)).catch(() => transaction.abort())
    },
  })
  let open = true
  return {
    list: async () => {
      const rows: unknown[] = await db.getAll(table)
      const devices = rows
        .map((row) => KeptDevice.safeParse(row))
        .flatMap((row) => (row.success ? [row.data] : []))
      return devices.toSorted((one, other) => other.usedAt - one.usedAt)
    },
    put: async (device) => {
      const transaction = db.transaction(table, 'readwrite', { durability: 'strict' })
      await Promise.all([transaction.store.put(device), transaction.done])
    },
    note: async (deviceId, facts) => {
      const transaction = db.transaction(table, 'readwrite', { durability: 'strict' })
      let cursor = await transaction.store.openCursor()
      for (; cursor !== null; cursor = await cursor.continue()) {
        const kept = KeptDevice.safeParse(cursor.value)
        if (kept.success && kept.data.deviceId === deviceId) await cursor.update({ ...kept.data, ...facts })
      }
      await transaction.done
    },
    dispose: () => {
      if (open) db.close()
      open = false
    },
  }
}

/** Firefox asks the person first, in a bubble that may stay unanswered: nothing waits longer for it than this. */
const promiseWaitMs = 1_500

/** Asks the browser to keep the key when disk space runs short. False when it would not promise, or has not yet. */
export const keepStorage = async (): Promise<boolean> => {
  if (typeof navigator.storage?.persist !== 'function') return false
  try {
    return await Promise.race([
      navigator.storage.persist(),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(false), promiseWaitMs)),
    ])
  } catch {
    return false
  }
}
