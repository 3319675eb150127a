/** Agents of the revocation benchmark, a process of its own: each signed in, with a proved socket and a registered phone. */
import { SignInId } from '@hearthline/shared'
import { LiveSocket } from '@hearthline/server/src/control/testing/live-socket.ts'
import { enrolled } from './house/house.ts'
import { preciseNowMs, TakeSeats, type FromAgents, type Seat } from './house/words.ts'
import { connectAgent, type Agent } from './signalling/agent.ts'

const tell = (message: FromAgents): void => void process.send?.(message)
const open: (LiveSocket | Agent)[] = []
/** Each sign-in has control check a password. */
const atOnce = 4

async function takeSeat(seat: Seat, house: TakeSeats): Promise<void> {
  const { personId } = seat
  const browser = await enrolled(house, seat)
  const me = await browser.signIn(seat, seat.password)
  const socket = await new LiveSocket(browser, me, { 'X-Forwarded-For': seat.address }).ready()
  const phone = await connectAgent({
    wsPort: house.wsPort,
    origin: house.origin,
    // Loopback addresses differ, since the node counts the flows of each.
    localAddress: `127.0.${Number(seat.address.split('.')[2]) % 250}.1`,
    sipSecret: house.sipSecret,
    signInId: SignInId.parse(me.signInId),
  })
  if (!(await phone.register())) throw new Error(`the phone of ${seat.userName} cannot register`)
  open.push(socket, phone)
  socket.socket.on('disconnect', () =>
    tell({ type: 'closed', personId, socket: 'control', atMs: preciseNowMs() }),
  )
  void phone.closed.then(() => tell({ type: 'closed', personId, socket: 'phone', atMs: preciseNowMs() }))
  tell({ type: 'seated', personId, deviceId: me.device.deviceId })
}

process.on('message', (message) => {
  const house = TakeSeats.parse(message)
  const waiting = [...house.seats]
  const work = async (): Promise<void> => {
    for (let seat = waiting.shift(); seat !== undefined; seat = waiting.shift()) await takeSeat(seat, house)
  }
  void Promise.all(Array.from({ length: atOnce }, work)).then(() => tell({ type: 'all-seated' }))
})
process.on('disconnect', () => {
  for (const each of open) each.dispose()
  process.exit(0)
})
process.send?.({ ready: true })
