// Brings the project up on a machine that has only Node >= 20 and npm: fetches the pinned pnpm through npm,
// installs from the lock file, then runs the package script named by the first argument.
// Plain JavaScript with no dependency, because it runs before anything is installed.
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const pnpmVersion = '12.21.0'
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const [script, ...rest] = process.argv.slice(2)

const major = Number(process.versions.node.split('.')[0])
if (major < 20) {
  console.error(`Hearthline needs Node 20 or newer to start; this is Node ${process.versions.node}.`)
  process.exit(1)
}

// Ctrl+C reaches the whole process group; this process stays until the others have stopped in their order.
process.on('SIGINT', () => undefined)

/** Runs pnpm without a global install; npm keeps the fetched copy in its own cache. */
function pnpm(args, quiet) {
  const run = spawnSync('npm', ['exec', '--yes', '--loglevel=error', '--', `pnpm@${pnpmVersion}`, ...args], {
    cwd: root,
    stdio: ['inherit', quiet ? 2 : 'inherit', 'inherit'],
    env: { ...process.env, npm_config_yes: 'true' },
  })
  if (run.error) console.error(`npm could not be run: ${run.error.message}`)
  return run.status ?? 1
}

console.error('Hearthline: installing packages (from the lock file)…')
const installed = pnpm(['install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=error'], true)
if (installed !== 0) process.exit(installed)
// Silent: pnpm's own words would stand around, and after a failure behind, what the script has to say.
process.exit(pnpm(['--silent', 'run', script, ...rest], false))
