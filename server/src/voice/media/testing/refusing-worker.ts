import { ToMediaWorker } from '../../../protocol/media-ipc.ts'

/** A worker whose ports are always taken. */
process.on('message', (raw) => {
  const { id } = ToMediaWorker.parse(raw)
  process.send?.({ kind: 'reply', id, outcome: { type: 'problem', code: 'no-port', detail: 'taken' } })
})
process.on('disconnect', () => process.exit(0))
