import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const maxFileBytes = 10 * 1024 * 1024
const keptFiles = 3

export interface RoleLog {
  /** One line without its newline, as the role wrote it. */
  write(line: string): void
  /** Idempotent. */
  dispose(): void
}

/** Appends to `<dir>/<name>.log`; at 10 MB the file becomes `.log.1`, and the oldest of three goes. */
export function openRoleLog(dir: string, name: string, maxBytes: number = maxFileBytes): RoleLog {
  mkdirSync(dir, { recursive: true })
  const path = join(dir, `${name}.log`)
  let file: number | null = openSync(path, 'a', 0o600)
  let size = fstatSync(file).size

  const rotate = (open: number): number => {
    closeSync(open)
    rmSync(`${path}.${keptFiles}`, { force: true })
    for (let number = keptFiles - 1; number >= 1; number -= 1)
      renameIfThere(`${path}.${number}`, `${path}.${number + 1}`)
    renameIfThere(path, `${path}.1`)
    size = 0
    return openSync(path, 'a', 0o600)
  }

  return {
    write: (line) => {
      if (file === null) return
      const bytes = Buffer.from(`${line}\n`)
      if (size > 0 && size + bytes.length > maxBytes) file = rotate(file)
      writeSync(file, bytes)
      size += bytes.length
    },
    dispose: () => {
      if (file !== null) closeSync(file)
      file = null
    },
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
}

const warnLevel = 40
const levelWords: Record<number, string> = { 40: 'warning', 50: 'error', 60: 'fatal' }
const LogLine = z.looseObject({
  level: z.number(),
  msg: z.string().default(''),
  callId: z.string().optional(),
  err: z.looseObject({ message: z.string() }).optional(),
})

/**
 * What the operator's terminal shows of a line that a role logged: warnings and worse in one readable line, text that is
 * no log line (a crash report) as it is, the rest not at all (null).
 */
export function readableLine(role: string, line: string): string | null {
  if (line.trim() === '') return null
  const parsed = LogLine.safeParse(parseJson(line))
  if (!parsed.success) return `${role}: ${line}`
  const { level, msg, callId, err } = parsed.data
  if (level < warnLevel) return null
  const about = [err && err.message !== msg ? err.message : null, callId ? `call ${callId}` : null].filter(
    (part) => part !== null,
  )
  const details = about.length > 0 ? ` (${about.join('; ')})` : ''
  return `${role} ${levelWords[level] ?? 'warning'}: ${msg}${details}`
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // not JSON: the schema refuses null, and the caller prints the text
  }
}
