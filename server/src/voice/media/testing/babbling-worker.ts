import { ToMediaWorker } from '../../../protocol/media-ipc.ts'

/** A worker that says much besides its answers: nonsense, answers to nothing, events of rooms that it does not have. */
process.on('message', (raw) => {
  const { id, request } = ToMediaWorker.parse(raw)
  const foreign = '00000000-0000-4000-8000-000000000099'
  for (const babble of [
    'hello',
    { kind: 'event' },
    { kind: 'event', event: { type: 'leg-failed', callId: foreign, legId: foreign, reason: 'x' } },
    { kind: 'reply', id: id + 1_000, outcome: { type: 'done' } },
    { kind: 'reply', id, outcome: { type: 'song' } },
  ])
    process.send?.(babble)
  const outcome = request.type === 'close-room' ? { type: 'recording', recording: null } : { type: 'done' }
  process.send?.({ kind: 'reply', id, outcome })
})
process.on('disconnect', () => process.exit(0))
