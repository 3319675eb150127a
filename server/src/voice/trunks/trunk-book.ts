import { lookup } from 'node:dns/promises'
import { readFileSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { isIP } from 'node:net'
import type { TrunkId } from '@hearthline/shared'
import { z } from 'zod'
import { TrunkConfig } from '../../protocol/voice-link.ts'
import type { VoiceLog } from '../ports.ts'

/** A trunk and the address that its name stands for; null while the name does not resolve. */
export interface ResolvedTrunk {
  config: TrunkConfig
  address: string | null
  /** All that its name stands for: a PBX may ring us from another one than it is called at. */
  known?: readonly string[]
}

/** The trunks as control last told them, kept on disk so that a restart without control still calls (TRK-1). */
export interface TrunkBook {
  all(): ResolvedTrunk[]
  get(trunkId: TrunkId): ResolvedTrunk | null
  /**
   * The trunk behind an address; where several share it, the one on that port, else the first. A trunk that is reached by
   * TLS asks by TLS alone: an address can be forged, its certificate cannot.
   */
  behind(address: string, port: number, transport: 'udp' | 'tcp' | 'tls'): TrunkConfig | null
  /** The trunk of that id, or the one at the same place that registers as `user`; null once it is gone. */
  rungAs(trunkId: string, user: string): TrunkConfig | null
  /** Takes a new list and writes it down. @returns once the names are resolved. */
  replace(trunks: readonly TrunkConfig[]): Promise<void>
  /** Looks the names up again. */
  resolve(): Promise<void>
}

const unmapped = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')

/** All addresses of a name. Rejects when it has none. */
export type LookUp = (name: string) => Promise<readonly { address: string; family: number }[]>

export function createTrunkBook(
  path: string,
  log: VoiceLog,
  lookUp: LookUp = (name) => lookup(name, { all: true }),
): TrunkBook {
  let trunks: ResolvedTrunk[] = readList(path, log).map((config) => ({
    config,
    address: isIP(config.host) === 0 ? null : config.host,
  }))
  let writing: Promise<void> = Promise.resolve()

  const resolve = async (): Promise<void> => {
    await Promise.all(
      trunks.map(async (trunk) => {
        if (isIP(trunk.config.host) !== 0) return
        try {
          const found = await lookUp(trunk.config.host)
          trunk.known = found.map(({ address }) => address)
          // Calls that run hang on the address in use. A new one is IPv4 where there is one: the sockets of most are.
          if (trunk.address === null || !trunk.known.includes(trunk.address))
            trunk.address = (found.find(({ family }) => family === 4) ?? found[0])?.address ?? null
        } catch (error) {
          // The last known address stays: a name server that is away is no reason to lose the trunk.
          log.warn({ trunkId: trunk.config.trunkId, err: error }, 'the name of a trunk does not resolve')
        }
      }),
    )
  }

  const write = async (list: readonly TrunkConfig[]): Promise<void> => {
    try {
      // Holds the trunks' credentials.
      const file = await open(`${path}.new`, 'w', 0o600)
      try {
        await file.writeFile(JSON.stringify(list))
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(`${path}.new`, path)
    } catch (error) {
      log.error({ err: error }, 'the list of trunks could not be written down')
    }
  }

  return {
    all: () => trunks,
    get: (trunkId) => trunks.find(({ config }) => config.trunkId === trunkId) ?? null,
    behind: (address, port, transport) => {
      const peer = unmapped(address)
      const candidates = trunks.filter(
        ({ config, address: at, known = [] }) =>
          config.enabled &&
          (config.transport === 'tls') === (transport === 'tls') &&
          (at === peer || known.includes(peer) || config.addresses.includes(peer)),
      )
      return (candidates.find(({ config }) => config.port === port) ?? candidates[0])?.config ?? null
    },
    rungAs: (trunkId, user) => {
      const found = trunks.find(({ config }) => config.trunkId === trunkId)?.config
      if (found === undefined) return null
      const sameName = (config: TrunkConfig): boolean =>
        config.enabled &&
        config.register &&
        config.host === found.host &&
        config.port === found.port &&
        config.transport === found.transport &&
        config.credentials?.username === user
      return trunks.find(({ config }) => sameName(config))?.config ?? found
    },
    replace: async (list) => {
      const before = new Map(trunks.map((trunk) => [trunk.config.host, trunk.address]))
      trunks = list.map((config) => ({
        config,
        address: isIP(config.host) === 0 ? (before.get(config.host) ?? null) : config.host,
      }))
      writing = writing.then(() => write(list))
      await Promise.all([resolve(), writing])
    },
    resolve,
  }
}

function readList(path: string, log: VoiceLog): TrunkConfig[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    // The first start of this node: control has not told any yet.
    return []
  }
  try {
    return z.array(TrunkConfig).parse(JSON.parse(text))
  } catch (error) {
    log.warn({ err: error }, 'the kept list of trunks cannot be read; waiting for control')
    return []
  }
}
