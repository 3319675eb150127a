import { DeviceGrade, DeviceId, DevicePublicKey, DeviceState, PersonId } from '@hearthline/shared'
import { openDB, type IDBPDatabase } from 'idb'
import { z } from 'zod'

/**
 * One device key per person in this browser. The server decides what it may do; `state` is only what was last heard,
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
  publicKey: DevicePublicKey,
  privateKey: z.instanceof(CryptoKey),
  /** Until when the approval holds, unix ms, and who gave it; null for the console. */
  expiresAt: z.number(),
  decidedBy: z.string().nullable(),
  usedAt: z.number(),
  /** False until the first sign-in with it succeeded. */
  proven: z.boolean(),
})
export type KeptDevice = z.infer<typeof KeptDevice>

export interface DeviceStore {
  /** Newest use first. Records that do not parse (an older version, a damaged profile) are left out. */
  list: () => Promise<KeptDevice[]>
  put: (device: KeptDevice) => Promise<void>
  dispose: () => void
}

const database = 'hearthline'
const table = 'devices'

/** Opens the browser's own store. Rejects where IndexedDB is blocked, e.g. by a strict private mode. */
export const openDeviceStore = async (): Promise<DeviceStore> => {
  const db: IDBPDatabase = await openDB(database, 1, {
    upgrade: (fresh) => void fresh.createObjectStore(table, { keyPath: 'personId' }),
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
    put: async (device) => void (await db.put(table, device)),
    dispose: () => {
      if (open) db.close()
      open = false
    },
  }
}

/** Asks the browser to keep the key when disk space runs short. False when it would not promise. */
export const keepStorage = async (): Promise<boolean> => {
  if (typeof navigator.storage?.persist !== 'function') return false
  try {
    return await navigator.storage.persist()
  } catch {
    return false
  }
}
