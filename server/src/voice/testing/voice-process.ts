import type { Config } from '../../config.ts'
import { readVoiceKeys } from '../../keys.ts'
import { startVoice } from '../app.ts'
import { collectingLog } from './voice-fixture.ts'

/** Entry point of a voice node of its own, for tests that kill it. The configuration comes as the one argument. */
const config: Config = JSON.parse(process.argv[2] ?? '{}')
const node = await startVoice({ config, keys: readVoiceKeys(config.dataDir), log: collectingLog([]) })
process.send?.({ udp: node.sipPorts.udp, ws: node.sipPorts.ws })
process.on('disconnect', () => process.exit(0))
