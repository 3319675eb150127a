import { chmodSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { StartError } from '../start-error.ts'
import { ConsoleAnswer, ConsoleRequest } from './words.ts'

/** Carries a request out; a ping never gets here. */
export type Perform = (request: Exclude<ConsoleRequest, { command: 'ping' }>) => Promise<ConsoleAnswer>

const maxLineBytes = 64 * 1024
/** sockaddr_un holds 108 bytes with the closing zero (unix(7)). */
const maxPathBytes = 107

const socketPath = (dataDir: string): string => join(dataDir, 'console.sock')

export interface ConsoleListener {
  /** Idempotent. */
  dispose(): Promise<void>
}

/**
 * Serves the operator's console at `<dataDir>/console.sock`, mode 0600.
 * Rejects with StartError when another Hearthline serves this data folder, or its path is too long for a socket.
 */
export async function listenConsole(dataDir: string, perform: Perform): Promise<ConsoleListener> {
  const path = socketPath(dataDir)
  if (Buffer.byteLength(path) > maxPathBytes) {
    throw new StartError(
      `The path ${path} is too long for a socket; set HEARTHLINE_DATA_DIR to a shorter one.`,
    )
  }
  if ((await askConsole(dataDir, { command: 'ping' })) !== null) {
    throw new StartError(
      `Another Hearthline runs with the data folder ${dataDir}; stop it or set HEARTHLINE_DATA_DIR.`,
    )
  }
  rmSync(path, { force: true })

  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => socket.destroy()) // the operator went away; nothing is owed
    readLine(socket, (line) => {
      void answer(line, perform).then((reply) => socket.end(`${JSON.stringify(reply)}\n`))
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  chmodSync(path, 0o600)

  let closing: Promise<void> | null = null
  return {
    dispose: () =>
      (closing ??= new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      })),
  }
}

async function answer(line: string, perform: Perform): Promise<ConsoleAnswer> {
  const request = ConsoleRequest.safeParse(parseJson(line))
  if (!request.success) {
    const issue = request.error.issues[0]
    return { type: 'refused', line: `${issue?.path.join('.') || 'command'}: ${issue?.message ?? 'invalid'}` }
  }
  // Answered even while control still starts: it asks whether the data folder is taken.
  if (request.data.command === 'ping') return { type: 'done' }
  return await perform(request.data).catch((error: unknown) => ({
    type: 'refused' as const,
    line: error instanceof Error ? error.message : String(error),
  }))
}

/** Asks the control process of this data folder; null when none answers. */
export function askConsole(dataDir: string, request: ConsoleRequest): Promise<ConsoleAnswer | null> {
  return new Promise((resolve) => {
    const socket = connect(socketPath(dataDir))
    socket.on('error', () => resolve(null)) // no socket file, or nobody behind it
    socket.on('close', () => resolve(null)) // after an answer this changes nothing
    socket.on('connect', () => socket.write(`${JSON.stringify(request)}\n`))
    readLine(socket, (line) => {
      const parsed = ConsoleAnswer.safeParse(parseJson(line))
      resolve(parsed.success ? parsed.data : null)
      socket.destroy()
    })
  })
}

function readLine(socket: Socket, onLine: (line: string) => void): void {
  let text = ''
  const onData = (chunk: string): void => {
    text += chunk
    const end = text.indexOf('\n')
    if (end >= 0) {
      socket.off('data', onData)
      onLine(text.slice(0, end))
    } else if (text.length > maxLineBytes) socket.destroy()
  }
  socket.setEncoding('utf8')
  socket.on('data', onData)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // the schema of either side refuses null
  }
}
