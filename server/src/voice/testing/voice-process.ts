import type { Config } from '../../config.ts'
import { readVoiceKeys } from '../../keys.ts'
import { startVoice } from '../app.ts'

/** Entry point of a voice node of its own, for tests that kill it. The configuration comes as the one argument. */
const config: Config = JSON.parse(process.argv[2] ?? '{}')
const quiet = (): void => undefined
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }
const node = await startVoice({ config, keys: readVoiceKeys(config.dataDir), log })
if (process.connected) process.send?.({ udp: node.sipPorts.udp, ws: node.sipPorts.ws })
process.on('disconnect', () => process.exit(0))
