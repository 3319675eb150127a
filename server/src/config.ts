import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { z } from 'zod'

const Port = z.coerce.number().int().min(1).max(65_535)
const Flag = z
  .enum(['on', 'off', 'true', 'false', '1', '0'])
  .transform((text) => ['on', 'true', '1'].includes(text))
const List = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
)

/** Every name the operator may set. Documented in the README table; nothing else reads the environment. */
const Environment = z.object({
  HEARTHLINE_DATA_DIR: z.string().min(1).default('./data'),
  HEARTHLINE_BIND: z.union([z.ipv4(), z.ipv6()]).default('127.0.0.1'),
  HEARTHLINE_PUBLIC_HOST: z.string().min(1).optional(),
  HEARTHLINE_HTTP_PORT: Port.default(8080),
  HEARTHLINE_SIP_WS_PORT: Port.default(8081),
  HEARTHLINE_SIP_UDP_PORT: Port.default(5060),
  HEARTHLINE_MEDIA_PORTS: z
    .string()
    .regex(/^\d{1,5}-\d{1,5}$/, 'must look like 20000-20999')
    .default('20000-20999')
    .transform((text) => {
      const [min = 0, max = 0] = text.split('-').map(Number)
      return { min, max }
    })
    .refine(
      ({ min, max }) => min >= 1024 && max <= 65_535 && max - min >= 20,
      'needs at least 20 ports in 1024-65535',
    ),
  HEARTHLINE_MEDIA_ADDRESS: z.union([z.ipv4(), z.ipv6()]).optional(),
  HEARTHLINE_MEDIA_WORKERS: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(Math.max(1, availableParallelism())),
  HEARTHLINE_TLS_CERT: z.string().optional(),
  HEARTHLINE_TLS_KEY: z.string().optional(),
  HEARTHLINE_TRUSTED_PROXIES: List.default([]),
  HEARTHLINE_TURN_URLS: List.default([]),
  HEARTHLINE_TURN_SECRET: z.string().optional(),
  HEARTHLINE_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
  HEARTHLINE_DEMO: Flag.optional(),
  HEARTHLINE_DEMO_SIP_PORT: Port.default(5070),
  HEARTHLINE_DEMO_LINE_CHECK: z.enum(['required', 'offered']).default('required'),
  /** Where a voice node finds control; its own machine unless told. */
  HEARTHLINE_CONTROL_URL: z.url({ protocol: /^wss?$/ }).optional(),
  HEARTHLINE_NODE_ID: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .default('voice-1'),
  HEARTHLINE_ORGANISATION: z.string().max(100).default('Hearthline demo'),
  HEARTHLINE_HELP_DESK: z.string().max(100).optional(),
  HEARTHLINE_DEFAULT_COUNTRY: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be two capital letters, e.g. US')
    .default('US'),
})

export interface Config {
  dataDir: string
  bind: string
  /** Name people type into the browser; defaults to `localhost` on loopback, else the bind address. */
  publicHost: string
  httpPort: number
  sipWsPort: number
  sipUdpPort: number
  mediaPorts: { min: number; max: number }
  /** Told to browsers and carriers in SDP; null: the address of `publicHost`. */
  mediaAddress: string | null
  mediaWorkers: number
  tls: { certPath: string; keyPath: string } | null
  trustedProxies: string[]
  turn: { urls: string[]; secret: string } | null
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace'
  demo: boolean
  demoSipPort: number
  /** Whether Ready waits for the pre-shift check in the demo, until an administrator says otherwise. */
  demoLineCheck: 'required' | 'offered'
  controlUrl: string
  nodeId: string
  organisation: string
  helpDesk: string | null
  defaultCountry: string
  /** `https://host:port` (or http), as a browser's Origin header spells it; every accepted spelling, first is canonical. */
  origins: readonly [string, ...string[]]
}

/**
 * Parses the environment once. A wrong value gives one line that names the variable and what it wants.
 * @param demoByDefault what HEARTHLINE_DEMO means when it is not set (`npm start` turns it on).
 */
export function parseConfig(
  environment: Record<string, string | undefined>,
  demoByDefault: boolean,
): { ok: true; config: Config } | { ok: false; line: string } {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => name.startsWith('HEARTHLINE_') && value !== ''),
  )
  const parsed = Environment.safeParse(given)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return {
      ok: false,
      line: `Configuration: ${issue?.path.join('.') ?? 'environment'}: ${issue?.message ?? 'invalid'}.`,
    }
  }
  const known = new Set(Object.keys(Environment.shape))
  const unknown = Object.keys(given).find((name) => !known.has(name))
  if (unknown !== undefined)
    return {
      ok: false,
      line: `Configuration: ${unknown} is not a setting of Hearthline; see the table in README.md.`,
    }

  const env = parsed.data
  if ((env.HEARTHLINE_TLS_CERT === undefined) !== (env.HEARTHLINE_TLS_KEY === undefined))
    return {
      ok: false,
      line: 'Configuration: HEARTHLINE_TLS_CERT and HEARTHLINE_TLS_KEY go together; one is missing.',
    }
  if (env.HEARTHLINE_TURN_URLS.length > 0 && env.HEARTHLINE_TURN_SECRET === undefined)
    return { ok: false, line: 'Configuration: HEARTHLINE_TURN_URLS needs HEARTHLINE_TURN_SECRET.' }

  const tls =
    env.HEARTHLINE_TLS_CERT !== undefined && env.HEARTHLINE_TLS_KEY !== undefined
      ? { certPath: resolve(env.HEARTHLINE_TLS_CERT), keyPath: resolve(env.HEARTHLINE_TLS_KEY) }
      : null
  const onLoopback = env.HEARTHLINE_BIND === '127.0.0.1' || env.HEARTHLINE_BIND === '::1'
  const publicHost = env.HEARTHLINE_PUBLIC_HOST ?? (onLoopback ? 'localhost' : env.HEARTHLINE_BIND)
  const originOf = (host: string): string =>
    new URL(`${tls ? 'https' : 'http'}://${host}:${env.HEARTHLINE_HTTP_PORT}`).origin
  const origins: [string, ...string[]] =
    onLoopback && publicHost === 'localhost'
      ? [originOf('localhost'), originOf('127.0.0.1')]
      : [originOf(publicHost)]

  return {
    ok: true,
    config: {
      dataDir: resolve(env.HEARTHLINE_DATA_DIR),
      bind: env.HEARTHLINE_BIND,
      publicHost,
      httpPort: env.HEARTHLINE_HTTP_PORT,
      sipWsPort: env.HEARTHLINE_SIP_WS_PORT,
      sipUdpPort: env.HEARTHLINE_SIP_UDP_PORT,
      mediaPorts: env.HEARTHLINE_MEDIA_PORTS,
      mediaAddress: env.HEARTHLINE_MEDIA_ADDRESS ?? null,
      mediaWorkers: env.HEARTHLINE_MEDIA_WORKERS,
      tls,
      trustedProxies: env.HEARTHLINE_TRUSTED_PROXIES,
      turn:
        env.HEARTHLINE_TURN_SECRET !== undefined && env.HEARTHLINE_TURN_URLS.length > 0
          ? { urls: env.HEARTHLINE_TURN_URLS, secret: env.HEARTHLINE_TURN_SECRET }
          : null,
      logLevel: env.HEARTHLINE_LOG_LEVEL,
      demo: env.HEARTHLINE_DEMO ?? demoByDefault,
      demoSipPort: env.HEARTHLINE_DEMO_SIP_PORT,
      demoLineCheck: env.HEARTHLINE_DEMO_LINE_CHECK,
      controlUrl:
        env.HEARTHLINE_CONTROL_URL ??
        `${tls ? 'wss' : 'ws'}://${env.HEARTHLINE_BIND.includes(':') ? `[${env.HEARTHLINE_BIND}]` : env.HEARTHLINE_BIND}:${env.HEARTHLINE_HTTP_PORT}/voice-link`,
      nodeId: env.HEARTHLINE_NODE_ID,
      organisation: env.HEARTHLINE_ORGANISATION,
      helpDesk: env.HEARTHLINE_HELP_DESK ?? null,
      defaultCountry: env.HEARTHLINE_DEFAULT_COUNTRY,
      origins,
    },
  }
}
