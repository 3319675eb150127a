/** A role for the supervisor's tests: its argument says how it lives. */
import { writeFileSync } from 'node:fs'
import { StartError } from '../../start-error.ts'
import { runRole } from '../role-process.ts'
import { pino } from 'pino'

const [behaviour, markPath] = process.argv.slice(2)
const log = pino()

await runRole(async () => {
  switch (behaviour) {
    case 'port-taken':
      throw new StartError('Port 8080 is taken.')
    case 'crash':
      throw new Error('cannot start')
    default:
      log.warn('trunk is down')
      // Like a bound port: keeps the process alive until it is disposed of.
      const held = setInterval(() => undefined, 60_000)
      return {
        dispose: async () => {
          clearInterval(held)
          if (markPath !== undefined) writeFileSync(markPath, 'disposed')
        },
      }
  }
}, log)
