import type { Server } from 'node:http'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { MonitorMode } from '@hearthline/shared'
import { Counter, Gauge, Registry } from 'prom-client'
import type { Presence } from '../agents/index.ts'
import type { CallStore } from '../calls/index.ts'
import type { NewsDesk } from '../news.ts'
import type { VoiceLinkServer } from '../voice-link/index.ts'

export interface Metrics {
  /** Counts what the server answers. */
  attach(server: Server): void
  render(): Promise<{ contentType: string; body: string }>
  /** Idempotent. */
  dispose(): void
}

/** `hearthline_*` for Prometheus: control's own figures, and the gauges that each voice node reports (`node` label). */
export function createMetrics(deps: {
  calls: CallStore
  presence: Presence
  sockets(): number
  voice: Pick<VoiceLinkServer, 'gauges'>
  news: NewsDesk
}): Metrics {
  const { calls, presence, voice, news } = deps
  const registers = [new Registry()]
  const [registry] = registers
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()

  const live = new Gauge({
    name: 'hearthline_calls',
    help: 'Calls that run now, by phase',
    labelNames: ['phase'],
    registers,
  })
  const supervising = new Gauge({
    name: 'hearthline_supervisors',
    help: 'Legs of supervisors in calls, by mode',
    labelNames: ['mode'],
    registers,
  })
  const ended = new Counter({
    name: 'hearthline_calls_ended_total',
    help: 'Calls that ended, by termination and whose fault',
    labelNames: ['kind', 'fault'],
    registers,
  })
  const http = new Counter({
    name: 'hearthline_http_requests_total',
    help: 'HTTP requests answered, by method and status class',
    labelNames: ['method', 'status'],
    registers,
  })
  const plain = {
    registrations: gauge('hearthline_registrations', 'Phones registered at a voice node'),
    sockets: gauge('hearthline_sockets', 'Browsers with a proved socket'),
    nodes: gauge('hearthline_voice_nodes', 'Voice nodes linked'),
    lag: gauge(
      'hearthline_event_loop_lag_seconds',
      'Event-loop delay of control, 99th percentile since the last scrape',
    ),
    memory: gauge('hearthline_resident_memory_bytes', 'Resident memory of control'),
  }
  function gauge(name: string, help: string) {
    return new Gauge({ name, help, registers })
  }

  const ofNodes = new Map<string, Gauge<'node'>>()
  const nodeGauge = (name: string): Gauge<'node'> => {
    const known = ofNodes.get(name)
    if (known) return known
    const made = new Gauge({ name, help: 'As the voice node reports it', labelNames: ['node'], registers })
    ofNodes.set(name, made)
    return made
  }

  const unsubscribe = news.subscribe((item) => {
    if (item.type !== 'call-ended') return
    const termination = calls.find(item.callId)?.termination
    if (termination) ended.inc({ kind: termination.kind, fault: termination.fault })
  })

  return {
    attach: (server) => {
      server.on('request', (request, response) => {
        response.once('finish', () =>
          http.inc({
            method: knownMethod(request.method),
            status: `${Math.floor(response.statusCode / 100)}xx`,
          }),
        )
      })
    },
    render: async () => {
      live.reset()
      for (const phase of ['placed', 'connecting', 'ringing', 'early-media', 'connected'])
        live.set({ phase }, 0)
      for (const call of calls.open()) live.inc({ phase: call.phase })
      supervising.reset()
      for (const mode of MonitorMode.options) supervising.set({ mode }, 0)
      for (const legs of calls.openSupervisors().values())
        for (const { mode } of legs) supervising.inc({ mode })
      const gauges = voice.gauges()
      plain.registrations.set(presence.registrations())
      plain.sockets.set(deps.sockets())
      plain.nodes.set(gauges.size)
      plain.memory.set(process.memoryUsage.rss())
      plain.lag.set(delay.count > 0 ? delay.percentile(99) / 1e9 : 0)
      delay.reset()
      for (const known of ofNodes.values()) known.reset()
      for (const [node, values] of gauges)
        for (const [name, value] of Object.entries(values).slice(0, 100))
          nodeGauge(metricName(name)).set({ node }, value)
      return { contentType: registry?.contentType ?? 'text/plain', body: (await registry?.metrics()) ?? '' }
    },
    dispose: () => {
      unsubscribe()
      delay.disable()
      registry?.clear()
    },
  }
}

/** `mediaPacketsLost` → `hearthline_voice_media_packets_lost`. */
const metricName = (name: string): string =>
  `hearthline_voice_${name
    .replace(/^hearthline_(voice_)?/, '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[^a-zA-Z0-9]+/g, '_')
    .toLowerCase()}`

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
/** A stranger must not be able to make label values. */
const knownMethod = (method: string | undefined) => (method && methods.has(method) ? method : 'other')
