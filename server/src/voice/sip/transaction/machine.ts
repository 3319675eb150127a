/** The words that the four transaction machines of RFC 3261 §17 share. `Timer` is the letters of one machine. */

export type ServerEvent<Timer extends string> =
  | { type: 'request-again' }
  | { type: 'respond'; status: number }
  | { type: 'ack' }
  | { type: 'timer'; timer: Timer }

export type ServerEffect<Timer extends string> =
  /** Send the response that the event brought, and remember it. */
  | { do: 'send' }
  /** Send the last response once more. */
  | { do: 'send-again' }
  | { do: 'start'; timer: Timer; afterMs: number }
  | { do: 'stop'; timer: Timer }
  /** The ACK belongs to the user of the transaction: it is for a 2xx. */
  | { do: 'tell-ack' }
  | { do: 'end' }

export type ClientEvent<Timer extends string> =
  | { type: 'start' }
  | { type: 'response'; status: number }
  | { type: 'timer'; timer: Timer }
  | { type: 'transport-failed' }

export type ClientEffect<Timer extends string> =
  | { do: 'send' }
  /** The ACK of a final response other than 2xx; that of a 2xx is the user's. */
  | { do: 'send-ack' }
  | { do: 'start'; timer: Timer; afterMs: number }
  | { do: 'stop'; timer: Timer }
  | { do: 'tell-response' }
  | { do: 'tell-timeout' }
  | { do: 'tell-transport-failed' }
  | { do: 'end' }

export interface Step<State, Effect> {
  state: State
  effects: Effect[]
}

/** A transaction as a pure function. `reliable`: nothing is retransmitted and nothing lingers for retransmissions. */
export type Machine<State, Event, Effect> = (
  state: State,
  event: Event,
  reliable: boolean,
) => Step<State, Effect>
