import { readFileSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { runConsoleCommand } from './console/command.ts'
import { askConsole } from './console/socket.ts'
import { parseConfig, type Config } from './config.ts'
import { demoNumber, demoNumbers, spacedNumber } from './demo/numbers.ts'
import { demoPasswordPath, demoPeople } from './demo/people.ts'
import { ensureKeys, readKeys, readVoiceKeys } from './keys.ts'
import { resolveQuickly } from './quick-resolve.ts'
import { StartError } from './start-error.ts'
import { parseCommandLine, type Invocation } from './supervisor/command-line.ts'
import { ensureDataDir } from './supervisor/data-dir.ts'
import type { RoleName } from './supervisor/process-message.ts'
import { readyBlock } from './supervisor/ready-block.ts'
import { runRole, type Running } from './supervisor/role-process.ts'
import { startSupervisor, type RoleSpec } from './supervisor/supervisor.ts'
import { systemClock } from './system-ports.ts'

const print = (line: string): void => void process.stdout.write(`${line}\n`)
const complain = (line: string): void => void process.stderr.write(`${line}\n`)

function fail(line: string): void {
  complain(line)
  process.exitCode = 1
}

async function run(invocation: Invocation): Promise<void> {
  const parsed = parseConfig(process.env, 'demo' in invocation && invocation.demo)
  if (!parsed.ok) return fail(parsed.line)
  const { config } = parsed
  try {
    switch (invocation.type) {
      case 'console':
        process.exitCode = await runConsoleCommand(
          invocation.words,
          config.dataDir,
          { print, complain },
          (path) => readFileSync(path, 'utf8'),
        )
        return
      case 'audit-verify': {
        const { runAuditVerify } = await import('./console/audit-verify.ts')
        process.exitCode = await runAuditVerify(invocation.words, config.dataDir, { print, complain })
        return
      }
      case 'role':
        prepare(config)
        // A role that is started again is back sooner when its modules need no compiling: 1.2 s of processor time becomes 0.7 s.
        enableCompileCache(join(config.dataDir, 'cache'))
        resolveQuickly()
        await runRole(
          () => startRole(invocation.role, config, invocation.carrierControlPort),
          logOf(invocation.role, config),
        )
        return
      case 'supervise':
        prepare(config)
        await supervise(config, invocation.carrierControlPort)
        return
      default:
        invocation satisfies never
    }
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    fail(error.line)
  }
}

function prepare(config: Config): void {
  ensureDataDir(config.dataDir)
  ensureKeys(config.dataDir)
}

const logOf = (role: RoleName, config: Config) => pino({ name: role, level: config.logLevel })

/** Each role loads only its own code: control never loads the media stack, a voice node no database. */
async function startRole(
  role: RoleName,
  config: Config,
  carrierControlPort: number | null,
): Promise<Running> {
  const log = logOf(role, config)
  switch (role) {
    case 'control': {
      const { startControlRole } = await import('./console/control-role.ts')
      return await startControlRole({ config, keys: readKeys(config.dataDir), log })
    }
    case 'voice': {
      const { startVoice } = await import('./voice/app.ts')
      return await startVoice({ config, keys: readVoiceKeys(config.dataDir), log })
    }
    case 'demo-carrier': {
      const { startCarrier } = await import('./demo/carrier.ts')
      return await startCarrier({
        sipPort: config.demoSipPort,
        hearthline: { address: loopbackOf(config.bind), port: config.sipUdpPort },
        controlPort: carrierControlPort,
        log,
      })
    }
    default:
      return role satisfies never
  }
}

/** Where a process of this machine reaches what binds to `bind`. */
const loopbackOf = (bind: string): string => (bind === '0.0.0.0' ? '127.0.0.1' : bind === '::' ? '::1' : bind)

async function supervise(config: Config, carrierControlPort: number | null): Promise<void> {
  const script = fileURLToPath(import.meta.url)
  const specOf = (name: RoleName, ...more: string[]): RoleSpec => ({
    name,
    script,
    args: ['--role', name, ...(config.demo ? ['--demo'] : []), ...more],
  })
  const carrierArgs =
    carrierControlPort === null ? [] : ['--carrier-control-port', String(carrierControlPort)]
  const stopEarly = new AbortController()
  const starting = startSupervisor({
    // The carrier first: the voice node probes its trunks as soon as it knows them.
    roles: [
      ...(config.demo ? [specOf('demo-carrier', ...carrierArgs)] : []),
      specOf('control'),
      specOf('voice'),
    ],
    dataDir: config.dataDir,
    clock: systemClock,
    tell: complain,
    stop: stopEarly.signal,
  })
  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    stopEarly.abort()
    void starting.then(
      (supervisor) => supervisor.dispose(),
      () => undefined, // it failed or was stopped while starting: all is ended already
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  // Started by a program that keeps a channel to it (a test): never outlive that program.
  process.on('disconnect', stop)
  process.channel?.unref()

  try {
    await starting
  } catch (error) {
    if (stopping) return
    throw error
  }
  print(await whatIsReady(config))
}

async function whatIsReady(config: Config): Promise<string> {
  const url = config.origins[0]
  if (!config.demo) return `Hearthline is ready: ${url} (Ctrl+C stops it)`
  const people = []
  for (const person of demoPeople) {
    if (!person.greeted) continue
    const answer = await askConsole(config.dataDir, { command: 'enrol', userName: person.userName })
    const link = answer?.type === 'enrolment' ? answer.link : `no link now: pnpm enrol ${person.userName}`
    people.push({ displayName: person.displayName, role: person.title, userName: person.userName, link })
  }
  return readyBlock({
    url,
    password: readFileSync(demoPasswordPath(config.dataDir), 'utf8').trim(),
    people,
    numbers: demoNumbers.map(({ digit, does }) => ({ number: spacedNumber(demoNumber(digit)), does })),
  })
}

const commandLine = parseCommandLine(process.argv.slice(2))
if (commandLine.ok) await run(commandLine.invocation)
else fail(commandLine.line)
