/** Agents of the revocation benchmark, a process of its own: each signed in, with a proved socket and a registered phone. */
import { seatAll, type SeatedAgent } from './house/seated-agent.ts'
import { preciseNowMs, TakeSeats, type FromAgents } from './house/words.ts'

const tell = (message: FromAgents): void => void process.send?.(message)
const seated: SeatedAgent[] = []

process.on('message', (message) => {
  void seatAll(TakeSeats.parse(message), (agent) => {
    const { personId, deviceId, socket, phone } = agent
    seated.push(agent)
    socket.socket.on('disconnect', () =>
      tell({ type: 'closed', personId, socket: 'control', atMs: preciseNowMs() }),
    )
    void phone.closed.then(() => tell({ type: 'closed', personId, socket: 'phone', atMs: preciseNowMs() }))
    tell({ type: 'seated', personId, deviceId })
  }).then(() => tell({ type: 'all-seated' }))
})
process.on('disconnect', () => {
  for (const { socket, phone } of seated) {
    socket.dispose()
    phone.dispose()
  }
  process.exit(0)
})
process.send?.({ ready: true })
