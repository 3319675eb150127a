/**
 * `pnpm dev`: Hearthline with its demo, rebuilt while you work. The client is built again at each change (load the page
 * again to see it); control, voice node and carrier start again when the server or the contracts change.
 * The page is served by control itself, so that origin checks work as they do for real.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { watch } from 'node:fs'
import { fileURLToPath } from 'node:url'

const pathOf = (relative: string): string => fileURLToPath(new URL(`../${relative}`, import.meta.url))
/** Editors write a file in several steps. */
const settleMs = 200

const client = spawn('pnpm', ['--filter', '@hearthline/client', 'exec', 'vite', 'build', '--watch'], {
  cwd: pathOf(''),
  stdio: 'inherit',
})

let server: ChildProcess | null = null
let stopping = false
function start(): void {
  server = spawn(process.execPath, [pathOf('server/src/main.ts'), '--demo'], { stdio: 'inherit' })
  server.once('exit', () => {
    server = null
  })
}
function restart(): void {
  if (stopping) return
  if (server === null) return start()
  server.once('exit', () => {
    if (!stopping) start()
  })
  server.kill('SIGTERM')
}

let settling: NodeJS.Timeout | undefined
for (const folder of ['server/src', 'shared/src']) {
  watch(pathOf(folder), { recursive: true }, (_event, name) => {
    if (name === null || !name.endsWith('.ts') || name.endsWith('.test.ts')) return
    clearTimeout(settling)
    settling = setTimeout(restart, settleMs)
  })
}

function stop(): void {
  if (stopping) return
  stopping = true
  client.kill('SIGTERM')
  server?.kill('SIGTERM')
  const wait = setInterval(() => {
    if (server !== null) return
    clearInterval(wait)
    process.exit(0)
  }, 50)
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)
start()
