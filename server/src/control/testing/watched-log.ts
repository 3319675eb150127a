import { Writable } from 'node:stream'
import { pino } from 'pino'

/** A log that keeps its errors: a refusal must never be one. */
export function watchedLog() {
  const errors: string[] = []
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      errors.push(chunk.toString())
      done()
    },
  })
  return { log: pino({ level: 'error' }, sink), errors }
}
