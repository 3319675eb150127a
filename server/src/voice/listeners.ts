import { lookup } from 'node:dns/promises'
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Config } from '../config.ts'
import { StartError, bindFailure } from '../start-error.ts'
import { SipBindError, createSipStack } from './sip/index.ts'
import type { SipStack, SipStackOptions } from './sip/index.ts'

/** What this node binds and what it tells others about where it is. */
export interface Addresses {
  /** In Via, Contact and From. */
  sipHost: string
  /** What media sockets bind. */
  mediaBind: string
  /** In SDP; null where it is what they bind. */
  mediaAddress: string | null
}

const isLoopback = (host: string): boolean => host === '127.0.0.1' || host === '::1'
const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::'

/** @throws StartError when peers could not be told any address that works. */
export async function findAddresses(config: Config): Promise<Addresses> {
  if (isLoopback(config.bind)) return { sipHost: config.bind, mediaBind: config.bind, mediaAddress: null }
  if (isWildcard(config.publicHost))
    throw new StartError(
      `HEARTHLINE_BIND=${config.bind} listens everywhere; set HEARTHLINE_PUBLIC_HOST to the name or address that carriers and browsers reach.`,
    )
  const address =
    config.mediaAddress ??
    (isIP(config.publicHost) === 0 ? await addressOf(config.publicHost) : config.publicHost)
  // A socket that is connected to its peer takes packets at one address only: it must be the one that SDP tells.
  const mediaBind = isWildcard(config.bind) && isOurs(address) ? address : config.bind
  return { sipHost: config.publicHost, mediaBind, mediaAddress: address === mediaBind ? null : address }
}

const isOurs = (address: string): boolean =>
  Object.values(networkInterfaces()).some((held) => held?.some((one) => one.address === address))

async function addressOf(name: string): Promise<string> {
  try {
    return (await lookup(name)).address
  } catch (cause) {
    throw new StartError(`HEARTHLINE_PUBLIC_HOST=${name} does not resolve to an address.`, { cause })
  }
}

type Behaviour = Pick<
  SipStackOptions,
  | 'clock'
  | 'random'
  | 'log'
  | 'limits'
  | 'credentials'
  | 'isTrunkPeer'
  | 'onInvite'
  | 'onRegistration'
  | 'onConnectionLost'
  | 'onStranger'
  | 'onRefused'
>

/** Binds SIP over UDP, TCP and WebSocket. @throws StartError with the port that is taken. */
export async function listenSip(
  config: Config,
  addresses: Addresses,
  behaviour: Behaviour,
): Promise<SipStack> {
  const { bind, sipUdpPort, sipWsPort } = config
  const trunkSide = { host: bind, port: sipUdpPort, publicHost: addresses.sipHost }
  try {
    return await createSipStack({
      ...behaviour,
      userAgentName: 'Hearthline',
      realm: 'hearthline',
      udp: trunkSide,
      tcp: trunkSide,
      ws: {
        host: bind,
        port: sipWsPort,
        publicHost: addresses.sipHost,
        path: '/sip',
        origins: config.origins,
        ...(config.tls === null
          ? {}
          : {
              tls: {
                cert: readPem(config.tls.certPath, 'HEARTHLINE_TLS_CERT'),
                key: readPem(config.tls.keyPath, 'HEARTHLINE_TLS_KEY'),
              },
            }),
      },
    })
  } catch (error) {
    throw error instanceof SipBindError ? explain(error, config) : error
  }
}

export function readPem(path: string, setting: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new StartError(`${setting}: ${path} cannot be read.`, { cause })
  }
}

/** The stack names what it could not open; the operator needs the setting that moves it. */
function explain(error: SipBindError, config: Config): unknown {
  const isWebSocket = error.detail.toLowerCase().includes('websocket') || error.detail.startsWith('ws')
  const [setting, port] = isWebSocket
    ? (['HEARTHLINE_SIP_WS_PORT', config.sipWsPort] as const)
    : (['HEARTHLINE_SIP_UDP_PORT', config.sipUdpPort] as const)
  const known = bindFailure(
    Object.assign(new Error(error.detail, { cause: error }), {
      code: error.code === 'port-taken' ? 'EADDRINUSE' : (/\((E[A-Z]+)\)/.exec(error.detail)?.[1] ?? ''),
    }),
    setting,
    config.bind,
    port,
  )
  return known instanceof StartError
    ? known
    : new StartError(`${error.detail}; see ${setting}.`, { cause: error })
}
