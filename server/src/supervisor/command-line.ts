import { parseArgs } from 'node:util'
import { z } from 'zod'
import { RoleName } from './process-message.ts'

const Port = z.coerce.number().int().min(1).max(65_535)

/** What the words after `node server/src/main.ts` ask for. */
export type Invocation =
  | { type: 'supervise'; demo: boolean; carrierControlPort: number | null }
  | { type: 'role'; role: RoleName; demo: boolean; carrierControlPort: number | null }
  /** Checks the audit trail on disk; the words after `audit-verify`. */
  | { type: 'audit-verify'; words: string[] }
  /** A console command with the rest of the words. */
  | { type: 'console'; words: string[] }

export const usage =
  'Usage: main.ts [--demo] [--role control|voice|demo-carrier] [--carrier-control-port <port>], or main.ts enrol|first-administrator|trunk|audit-verify …'

const consoleCommands = ['enrol', 'first-administrator', 'trunk']

/** @returns a line for the operator instead when the words make no sense. */
export function parseCommandLine(
  words: readonly string[],
): { ok: true; invocation: Invocation } | { ok: false; line: string } {
  const [first, ...rest] = words
  if (first === 'audit-verify') return { ok: true, invocation: { type: 'audit-verify', words: rest } }
  if (first !== undefined && consoleCommands.includes(first)) {
    return { ok: true, invocation: { type: 'console', words: [...words] } }
  }
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        demo: { type: 'boolean', default: false },
        role: { type: 'string' },
        'carrier-control-port': { type: 'string' },
      },
    })
    const parsed = z
      .object({
        demo: z.boolean(),
        role: RoleName.optional(),
        'carrier-control-port': Port.optional(),
      })
      .safeParse(values)
    if (!parsed.success) return { ok: false, line: usage }
    const { demo, role } = parsed.data
    const carrierControlPort = parsed.data['carrier-control-port'] ?? null
    return {
      ok: true,
      invocation:
        role === undefined
          ? { type: 'supervise', demo, carrierControlPort }
          : { type: 'role', role, demo, carrierControlPort },
    }
  } catch {
    // parseArgs throws on options that it does not know.
    return { ok: false, line: usage }
  }
}
