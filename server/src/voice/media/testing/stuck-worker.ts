import { ToMediaWorker } from '../../../protocol/media-ipc.ts'

/** A worker that does as it is told until it is asked to close a leg: then it spins for ever. */
process.on('message', (raw) => {
  const { id, request } = ToMediaWorker.parse(raw)
  if (request.type === 'close-leg') for (;;);
  process.send?.({ kind: 'reply', id, outcome: { type: 'done' } })
})
process.on('disconnect', () => process.exit(0))
