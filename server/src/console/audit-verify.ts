import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  anchorPaths,
  checkOn,
  createAnchorFile,
  nothingChecked,
  type Checked,
} from '../control/audit/index.ts'
import { openAuditFile } from '../control/db/audit-file.ts'
import type { Terminal } from './command.ts'

const usage = 'Usage: pnpm audit:verify [--data-dir <folder>] [--public-key <file>]'

/**
 * Checks chain and anchors of a data folder without asking control, which may run or not. Opens the database for reading
 * only. The anchors' key is that of `--public-key` (a copy kept elsewhere proves most), else the installation's own.
 * @param words what follows `audit-verify`.
 * @returns the exit code: 0 all good, 1 something is bad, 2 it could not be checked.
 */
export async function runAuditVerify(
  words: readonly string[],
  defaultDataDir: string,
  terminal: Terminal,
): Promise<0 | 1 | 2> {
  const { complain } = terminal
  try {
    const asked = parseWords(words)
    if (asked === null) {
      complain(usage)
      return 2
    }
    const dataDir = asked.dataDir ?? defaultDataDir
    const key = publicKeyOf(dataDir, asked.publicKey)
    const file = createAnchorFile(dataDir)
    // Noted before the rows are opened: whatever is anchored by then is committed, too.
    const size = await file.size()
    const trail = openAuditFile(dataDir)
    if (trail === null) {
      complain(`There is no hearthline.db in ${dataDir}; name the data folder with --data-dir.`)
      return 2
    }
    try {
      if (key === null && size > 0) {
        complain(`The anchors of ${dataDir} cannot be checked: their public key is missing.`)
        return 2
      }
      const checked = await checkOn(nothingChecked(), {
        repository: trail.repository,
        file: { lines: (fromByte) => file.lines(fromByte, size) },
        publicPem: key,
      })
      return report(checked, { terminal, anchorsExpected: key !== null })
    } finally {
      trail.dispose()
    }
  } catch (error) {
    complain(`The audit trail cannot be read: ${error instanceof Error ? error.message : String(error)}`)
    return 2
  }
}

/** Null when the words make no sense. */
function parseWords(words: readonly string[]): { dataDir: string | null; publicKey: string | null } | null {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: { 'data-dir': { type: 'string' }, 'public-key': { type: 'string' } },
    })
    return { dataDir: values['data-dir'] ?? null, publicKey: values['public-key'] ?? null }
  } catch {
    return null
  }
}

/** Beside the anchors lies a copy, for folders of anchors that were taken elsewhere; whoever forges them replaces it. */
function publicKeyOf(dataDir: string, asked: string | null): string | null {
  if (asked !== null) return readFileSync(asked, 'utf8')
  const places = [join(dataDir, 'keys', 'audit-anchor-public.pem'), anchorPaths(dataDir).publicKey]
  const found = places.find((path) => existsSync(path))
  return found === undefined ? null : readFileSync(found, 'utf8')
}

const rowFaults = {
  'missing-before': 'rows before it are missing',
  hash: 'it does not follow from the row before: this row, or one before it, was changed',
} as const satisfies Record<NonNullable<Checked['chain']['firstBad']>['why'], string>

const anchorFaults = {
  signature: 'its signature is not of this installation, or anchors before it are missing',
  hash: 'the row is not the one that was signed: the chain was rewritten',
  'missing-rows': 'the row is missing: rows were cut from the end of the chain',
  unreadable: 'the line after it is no anchor',
} as const satisfies Record<NonNullable<Checked['anchors']['firstBad']>['why'], string>

function report(
  { chain, anchors }: Checked,
  { terminal, anchorsExpected }: { terminal: Terminal; anchorsExpected: boolean },
): 0 | 1 {
  const { print, complain } = terminal
  print(`Rows: ${chain.rows}${chain.head === null ? '' : `, head ${chain.head} at row ${chain.lastSeq}`}`)
  const last =
    anchors.last === null
      ? ''
      : `, the last of ${new Date(anchors.last.at).toISOString()} at row ${anchors.last.seq}`
  print(`Anchors: ${anchors.count}${last}`)
  const faults = [
    ...(chain.firstBad === null ? [] : [`BAD: row ${chain.firstBad.seq}: ${rowFaults[chain.firstBad.why]}.`]),
    ...(anchors.firstBad === null
      ? []
      : [`BAD: anchor of row ${anchors.firstBad.seq}: ${anchorFaults[anchors.firstBad.why]}.`]),
    // Control anchors when it starts, each minute and when it stops.
    ...(anchorsExpected && anchors.count === 0 && chain.rows > 0
      ? [
          'BAD: there are rows but no anchors: nothing shows that none were cut from the end or all rewritten.',
        ]
      : []),
  ]
  for (const fault of faults) complain(fault)
  if (faults.length === 0) print('Good: every row follows from the one before, and every anchor holds.')
  return faults.length === 0 ? 0 : 1
}
