import { SignInId } from '@hearthline/shared'
import type { Browser } from '@hearthline/server/src/control/testing/browser.ts'
import { LiveSocket } from '@hearthline/server/src/control/testing/live-socket.ts'
import { connectAgent, type Agent } from '../signalling/agent.ts'
import { enrolled } from './house.ts'
import type { Seat, TakeSeats } from './words.ts'

/** Each sign-in has control check a password. */
const atOnce = 4

/** Signed in, with a proved socket and a registered phone. */
export interface SeatedAgent {
  personId: string
  deviceId: string
  browser: Browser
  socket: LiveSocket
  phone: Agent
}

/** Seats them in their order of coming, some at once. */
export async function seatAll(house: TakeSeats, whenSeated: (agent: SeatedAgent) => void): Promise<void> {
  const waiting = [...house.seats]
  const work = async (): Promise<void> => {
    for (let seat = waiting.shift(); seat !== undefined; seat = waiting.shift())
      whenSeated(await takeSeat(seat, house))
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}

async function takeSeat(seat: Seat, house: TakeSeats): Promise<SeatedAgent> {
  const { personId, address } = seat
  const browser = await enrolled(house, seat)
  const me = await browser.signIn(seat, seat.password)
  const socket = await new LiveSocket(browser, me, { 'X-Forwarded-For': address }).ready()
  const phone = await connectAgent({
    wsPort: house.wsPort,
    origin: house.origin,
    // Loopback addresses differ, since the node counts the flows of each.
    localAddress: `127.0.${Number(address.split('.')[2]) % 250}.1`,
    sipSecret: house.sipSecret,
    signInId: SignInId.parse(me.signInId),
  })
  if (!(await phone.register())) throw new Error(`the phone of ${seat.userName} cannot register`)
  return { personId, deviceId: me.device.deviceId, browser, socket, phone }
}
