import { fork, type ChildProcess } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Clock, Timer } from '../ports.ts'
import { StartError } from '../start-error.ts'
import { ProcessMessage, type RoleName } from './process-message.ts'
import { bornRole, roleLife, type RoleLifeEffect, type RoleLifeEvent } from './role-life.ts'
import { openRoleLog, readableLine } from './role-log.ts'

export interface RoleSpec {
  name: RoleName
  /** Script and arguments of the role's process. */
  script: string
  args: readonly string[]
}

export interface SupervisorOptions {
  /** In the order in which they are started and become ready; stopped in the reverse order. */
  roles: readonly RoleSpec[]
  /** Holds `logs/<role>.log` and `run/<role>.pid`. */
  dataDir: string
  clock: Clock
  /** One line for the operator's terminal. */
  tell: (line: string) => void
  /** Aborting it before all roles serve makes `startSupervisor` end them and reject. */
  stop?: AbortSignal
}

export interface Supervisor {
  /** Ends every role, the last started first, waiting for each; the stubborn are killed. Idempotent. */
  dispose(): Promise<void>
}

/** Longer than a role's own deadline to stop (role-process.ts). */
const killAfterMs = 7_000

/**
 * Starts the roles one after the other, each when the one before it serves, and keeps them alive.
 * Resolves when all have served once; rejects with StartError when one cannot, after ending the others.
 */
export async function startSupervisor(options: SupervisorOptions): Promise<Supervisor> {
  mkdirSync(join(options.dataDir, 'run'), { recursive: true })
  const started: SupervisedRole[] = []
  // The clock's timers keep no process alive; between a death and the restart nothing else might.
  const stayAlive = setInterval(() => undefined, 60_000)
  let disposing: Promise<void> | null = null
  const disposeAll = async (): Promise<void> => {
    for (const role of started.toReversed()) await role.dispose()
    clearInterval(stayAlive)
  }
  const supervisor: Supervisor = { dispose: () => (disposing ??= disposeAll()) }
  const stopped = Promise.withResolvers<never>()
  const onStop = (): void => stopped.reject(new StartError('Stopped while starting.'))
  options.stop?.addEventListener('abort', onStop, { once: true })
  try {
    for (const spec of options.roles) {
      const role = superviseRole(spec, options)
      started.push(role)
      await Promise.race([role.ready, stopped.promise])
    }
  } catch (error) {
    await supervisor.dispose()
    throw error
  } finally {
    options.stop?.removeEventListener('abort', onStop)
  }
  return supervisor
}

interface SupervisedRole {
  ready: Promise<void>
  dispose(): Promise<void>
}

function superviseRole(spec: RoleSpec, options: SupervisorOptions): SupervisedRole {
  const { clock, dataDir, tell } = options
  const log = openRoleLog(join(dataDir, 'logs'), spec.name)
  const pidPath = join(dataDir, 'run', `${spec.name}.pid`)
  const readiness = Promise.withResolvers<void>()
  let life = bornRole
  let child: ChildProcess | null = null
  let timer: Timer | null = null

  const apply = (event: RoleLifeEvent): void => {
    const step = roleLife(life, event)
    life = step.state
    for (const effect of step.effects) perform(effect)
  }
  const perform = (effect: RoleLifeEffect): void => {
    switch (effect.type) {
      case 'spawn':
        child = spawn()
        return
      case 'wait':
        tell(`${spec.name} ended; starting it again${effect.delayMs > 0 ? ` in ${effect.delayMs} ms` : ''}.`)
        timer = clock.setTimer(effect.delayMs, () => apply({ type: 'due' }))
        return
      case 'report-ready':
        if (effect.first) readiness.resolve()
        else tell(`${spec.name} is back.`)
        return
      case 'give-up':
        readiness.reject(
          new StartError(
            effect.line ?? `${spec.name} does not start; see ${join(dataDir, 'logs', `${spec.name}.log`)}.`,
          ),
        )
        return
      default:
        effect satisfies never
    }
  }

  const spawn = (): ChildProcess => {
    const born = fork(spec.script, spec.args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
    // The pid lets an operator, or a test, find the process that plays this role now.
    if (born.pid !== undefined) writeFileSync(pidPath, `${born.pid}\n`)
    for (const stream of [born.stdout, born.stderr]) {
      if (stream) readLines(stream, (line) => keep(line))
    }
    born.on('message', (message) => {
      const parsed = ProcessMessage.safeParse(message)
      if (!parsed.success) return
      if (parsed.data.type === 'ready') apply({ type: 'ready', atMs: clock.nowMs() })
      else apply(parsed.data)
    })
    born.on('error', (error) => tell(`${spec.name}: ${error.message}`))
    born.on('exit', () => {
      child = null
      apply({ type: 'exited', atMs: clock.nowMs() })
    })
    return born
  }
  const keep = (line: string): void => {
    log.write(line)
    const shown = readableLine(spec.name, line)
    if (shown !== null) tell(shown)
  }

  child = spawn()
  return {
    ready: readiness.promise,
    dispose: async () => {
      apply({ type: 'stop' })
      timer?.cancel()
      if (child !== null) await endProcess(child)
      rmSync(pidPath, { force: true })
      log.dispose()
    },
  }
}

function readLines(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onLine)
}

/** SIGTERM, then SIGKILL; resolves when the process is gone. */
function endProcess(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    const killer = setTimeout(() => child.kill('SIGKILL'), killAfterMs)
    // 'close' rather than 'exit': its last log lines are in by then.
    child.once('close', () => {
      clearTimeout(killer)
      resolve()
    })
    child.kill('SIGTERM')
  })
}
