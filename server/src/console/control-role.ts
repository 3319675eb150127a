import { startControl, type ControlDeps, type ControlServices } from '../control/app.ts'
import { seedDemo } from '../demo/seed.ts'
import type { Running } from '../supervisor/role-process.ts'
import { systemRandom } from '../system-ports.ts'
import { createConsole } from './perform.ts'
import { listenConsole, type Perform } from './socket.ts'

/**
 * The control role as main.ts runs it: control with its operator's console and, when the demo is on, its demo data.
 * Rejects with StartError like `startControl`, and when another Hearthline holds the data folder.
 */
export async function startControlRole(deps: Pick<ControlDeps, 'config' | 'keys' | 'log'>): Promise<Running> {
  const perform = Promise.withResolvers<Perform>()
  // First of all, since it is also the lock of the data folder: two controls must never write one database.
  const listener = await listenConsole(deps.config.dataDir, async (request) =>
    (await perform.promise)(request),
  )
  const opened: Running[] = [listener]
  const dispose = async (): Promise<void> => {
    for (const running of opened) await running.dispose()
  }
  try {
    const control = await startControl(deps)
    opened.push(control)
    perform.resolve(await outfit(control.services, deps))
    return { dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

/** Seeds the demo if it is wanted, and makes the console's commands. */
async function outfit(
  { people, access, trunks, customers }: ControlServices,
  { config, log }: Pick<ControlDeps, 'config' | 'log'>,
): Promise<Perform> {
  if (trunks === undefined || customers === undefined) throw new Error('control runs without telephony')
  const random = systemRandom
  if (config.demo) {
    const { dataDir, demoSipPort } = config
    if (await seedDemo({ people, trunks, customers, random, dataDir, demoSipPort }))
      log.info({}, 'demo data seeded')
  }
  return createConsole({ people, enrolmentCodes: access.enrolmentCodes, trunks, random })
}
