import { fork } from 'node:child_process'
import type { MediaEvent, MediaRequest } from '../../protocol/media-ipc.ts'
import { FromMediaWorker } from '../../protocol/media-ipc.ts'
import type { Clock, Timer } from '../../ports.ts'
import type { MediaOutcome, VoiceLog } from '../ports.ts'

export interface WorkerProcessDeps {
  /** The program to fork. */
  program: URL
  /** Where compiled modules are kept between starts: halves the processor time of a start (1.2 s to 0.6 s). */
  compileCacheDir: string
  clock: Clock
  log: VoiceLog
  onEvent(event: MediaEvent): void
  /** Once: the process is gone and holds no file or port any more. */
  onGone(): void
}

/** One media worker as a child process: requests with answers, a watch on its pulse, an end. */
export interface WorkerProcess {
  /** Always answered: by the worker, or `worker-gone`. */
  send(request: MediaRequest): Promise<MediaOutcome>
  /** Starts the pulse: a worker that answers nothing for `pulse.deadAfterMs` is killed. */
  watch(): void
  kill(): void
  /** Lets the worker seal what it records and end; kills it if it takes longer than `pulse.endWithinMs`. */
  dispose(): Promise<void>
}

const pulse = { everyMs: 1_000, deadAfterMs: 3_000, endWithinMs: 3_000 } as const

const gone: MediaOutcome = { type: 'problem', code: 'worker-gone', detail: 'the media worker has ended' }

export function forkWorker(deps: WorkerProcessDeps): WorkerProcess {
  const { clock, log } = deps
  // The worker needs nothing of our environment, and what it does not have it cannot leak.
  const child = fork(deps.program, [], {
    env: { NODE_COMPILE_CACHE: deps.compileCacheDir },
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const open = new Map<number, (outcome: MediaOutcome) => void>()
  let nextId = 1
  let isGone = false
  let pulseTimer: Timer | null = null
  let lastBeatMs = clock.nowMs()
  let silentMs = 0

  const takeGone = (why: string): void => {
    if (isGone) return
    isGone = true
    pulseTimer?.cancel()
    log.warn({ pid: child.pid, why }, 'media worker ended')
    for (const answer of open.values()) answer(gone)
    open.clear()
    deps.onGone()
  }

  child.on('exit', (code, signal) => takeGone(signal ?? `exit code ${code ?? 'unknown'}`))
  child.on('error', (error) => {
    // Failing to fork ends in no `exit`; failing to send does not end the process.
    if (child.pid === undefined) takeGone(error.message)
    else log.error({ pid: child.pid, err: error }, 'media worker process error')
  })
  child.on('message', (raw) => {
    const message = FromMediaWorker.safeParse(raw)
    if (!message.success) {
      log.error(
        { pid: child.pid, issue: message.error.issues[0]?.message },
        'media worker said something unknown',
      )
      return
    }
    silentMs = 0
    if (message.data.kind === 'event') {
      deps.onEvent(message.data.event)
      return
    }
    const { id, outcome } = message.data
    const answer = open.get(id)
    open.delete(id)
    answer?.(outcome)
  })

  const send = (request: MediaRequest): Promise<MediaOutcome> => {
    if (isGone || !child.connected) return Promise.resolve(gone)
    const id = nextId++
    return new Promise((resolve) => {
      open.set(id, resolve)
      child.send({ id, request }, (error) => {
        if (error === null) return
        open.delete(id)
        resolve(gone)
      })
    })
  }

  const beat = (): void => {
    if (isGone) return
    // A beat that comes late was held up here (a starved or suspended machine), and the answers wait in the same queue:
    // it counts as one period, or a busy minute of this process would kill every healthy worker at once.
    const nowMs = clock.nowMs()
    silentMs += Math.min(nowMs - lastBeatMs, pulse.everyMs)
    lastBeatMs = nowMs
    if (silentMs >= pulse.deadAfterMs) {
      log.error({ pid: child.pid }, 'media worker gives no sign of life')
      child.kill('SIGKILL')
      return
    }
    void send({ type: 'ping' })
    pulseTimer = clock.setTimer(pulse.everyMs, beat)
  }

  return {
    send,
    watch: () => {
      silentMs = 0
      lastBeatMs = clock.nowMs()
      beat()
    },
    kill: () => void child.kill('SIGKILL'),
    dispose: () => {
      if (isGone) return Promise.resolve()
      return new Promise((resolve) => {
        const deadline = clock.setTimer(pulse.endWithinMs, () => child.kill('SIGKILL'))
        child.once('exit', () => {
          deadline.cancel()
          resolve()
        })
        if (child.connected) child.disconnect()
      })
    },
  }
}
