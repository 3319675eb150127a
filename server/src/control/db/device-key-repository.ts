import { and, eq, sql } from 'drizzle-orm'
import type { DeviceKeyRepository } from '../access/index.ts'
import type { Database } from './client.ts'
import { deviceKeys } from './schema/access.ts'

export function createDeviceKeyRepository(db: Database): DeviceKeyRepository {
  // Asked at each signed-in request: built once.
  const byId = db
    .select()
    .from(deviceKeys)
    .where(eq(deviceKeys.keyId, sql.placeholder('keyId')))
    .prepare()
  const ofDevice = db
    .select()
    .from(deviceKeys)
    .where(
      and(
        eq(deviceKeys.deviceId, sql.placeholder('deviceId')),
        eq(deviceKeys.state, sql.placeholder('state')),
      ),
    )
    .limit(1)
    .prepare()

  return {
    find: (keyId) => byId.get({ keyId }) ?? null,
    ofDevice: (deviceId, state) => ofDevice.get({ deviceId, state }) ?? null,
    insert: (key) => void db.insert(deviceKeys).values(key).run(),
    setState: (keyId, state, retiredAt) =>
      void db.update(deviceKeys).set({ state, retiredAt }).where(eq(deviceKeys.keyId, keyId)).run(),
    remove: (keyId) => void db.delete(deviceKeys).where(eq(deviceKeys.keyId, keyId)).run(),
  }
}
