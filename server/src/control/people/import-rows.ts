import {
  DisplayName,
  Role,
  UserName,
  type BadRow,
  type BadRowFault,
  type SiteId,
  type TeamId,
} from '@hearthline/shared'
import type { CsvFile, CsvRow } from './csv-file.ts'

/** A row that can be created. */
export interface GoodRow {
  line: number
  userName: string
  displayName: string
  role: Role
  teams: { teamId: TeamId; name: string }[]
  site: { siteId: SiteId; name: string } | null
}

/** What the rows name, by lower-case name. */
export interface Places {
  teams: ReadonlyMap<string, { teamId: TeamId; name: string }>
  sites: ReadonlyMap<string, { siteId: SiteId; name: string }>
}

const columns = ['userName', 'displayName', 'role', 'teams', 'site'] as const
type Column = (typeof columns)[number]
const needed = ['userName', 'displayName', 'role'] as const

/** A cell is never longer: 50 teams fit, a bomb does not. */
const longestCell = 1000
const mostTeams = 50
/** What a spreadsheet would run as a formula (OWASP, CSV injection), also in the full-width forms of East Asian input. */
const formula = /^[\s\u{feff}]*[=+\-@\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}]|^[\t\r]/u
/** Control characters, and marks that turn the direction of text so that a name reads as another. */
const unprintable = /[\p{Cc}\u{2028}\u{2029}\u{202a}-\u{202e}\u{2066}-\u{2069}]/u

/** Sorts the rows of a file into good ones and bad ones, each bad one with the field and what is wrong there. */
export function readRows(
  file: CsvFile,
  places: Places,
  isTaken: (userName: string) => boolean,
): {
  good: GoodRow[]
  bad: BadRow[]
  /** Rows but the header. */
  total: number
} {
  const [header, ...rows] = file.rows
  const total = Math.max(0, rows.length + file.broken.length)
  if (header === undefined) return { good: [], bad: [...file.broken, missing(1, needed[0])], total }
  const order = readHeader(header)
  if (!order.ok) return { good: [], bad: [...file.broken, ...order.bad], total }

  const good: GoodRow[] = []
  const bad: BadRow[] = [...file.broken]
  const lines = new Map<string, number>()
  for (const row of rows) {
    const read = readRow(row, order.columns, places)
    const found = read.bad
    if (read.userName !== null) {
      const before = lines.get(read.userName)
      if (before !== undefined) found.push(badCell(row, 'userName', 'twice', read.userName, String(before)))
      else if (isTaken(read.userName)) found.push(badCell(row, 'userName', 'taken', read.userName))
      lines.set(read.userName, before ?? row.line)
    }
    bad.push(...found)
    if (found.length === 0 && read.good !== null) good.push(read.good)
  }
  return { good, bad: bad.toSorted((one, two) => one.line - two.line), total }
}

function readHeader(row: CsvRow): { ok: true; columns: Column[] } | { ok: false; bad: BadRow[] } {
  const bad: BadRow[] = []
  const found: Column[] = []
  for (const cell of row.cells) {
    // `User name`, `user-name` and `userName` are one.
    const plain = cell.toLowerCase().replaceAll(/[^a-z]/g, '')
    const column = columns.find((name) => name.toLowerCase() === plain)
    if (column === undefined) bad.push(badCell(row, null, 'no-column', cell.slice(0, 60)))
    else if (found.includes(column)) bad.push(badCell(row, column, 'column-twice'))
    else found.push(column)
  }
  for (const column of needed) if (!found.includes(column)) bad.push(missing(row.line, column))
  return bad.length === 0 ? { ok: true, columns: found } : { ok: false, bad }
}

const missing = (line: number, column: Column): BadRow => badCell({ line }, column, 'column-missing')

function readRow(
  row: CsvRow,
  order: readonly Column[],
  places: Places,
): { good: GoodRow | null; userName: string | null; bad: BadRow[] } {
  if (row.cells.length !== order.length)
    return {
      good: null,
      userName: null,
      bad: [badCell(row, null, 'cells', String(row.cells.length), String(order.length))],
    }
  const bad: BadRow[] = []
  const texts: Record<Column, string> = { userName: '', displayName: '', role: '', teams: '', site: '' }
  for (const [index, column] of order.entries()) {
    const cell = row.cells[index] ?? ''
    const fault = faultOfCell(cell)
    if (fault !== null)
      bad.push(badCell(row, column, fault, fault === 'long-cell' ? String(longestCell) : ''))
    else texts[column] = cell.trim()
  }
  if (bad.length > 0) return { good: null, userName: null, bad }

  const userName = UserName.safeParse(texts.userName)
  if (!userName.success) bad.push(badCell(row, 'userName', 'user-name'))
  const displayName = DisplayName.safeParse(texts.displayName)
  if (!displayName.success) bad.push(badCell(row, 'displayName', 'display-name'))
  const role = Role.safeParse(texts.role.toLowerCase())
  if (!role.success) bad.push(badCell(row, 'role', 'role'))
  const teams = readTeams(row, texts.teams, places, bad)
  if (role.success && role.data === 'administrator' && teams.length > 0)
    bad.push(badCell(row, 'teams', 'administrator-team'))
  const site = texts.site === '' ? null : (places.sites.get(texts.site.toLowerCase()) ?? undefined)
  if (site === undefined) bad.push(badCell(row, 'site', 'no-site', texts.site.slice(0, 100)))

  const good =
    userName.success && displayName.success && role.success && site !== undefined && bad.length === 0
      ? {
          line: row.line,
          userName: userName.data,
          displayName: displayName.data,
          role: role.data,
          teams,
          site,
        }
      : null
  return { good, userName: userName.success ? userName.data : null, bad }
}

/** Several teams are separated by `;` or `|`. */
function readTeams(row: CsvRow, text: string, places: Places, bad: BadRow[]): GoodRow['teams'] {
  const names = text
    .split(/[;|]/)
    .map((name) => name.trim())
    .filter((name) => name !== '')
  if (names.length > mostTeams) {
    bad.push(badCell(row, 'teams', 'many-teams', String(mostTeams)))
    return []
  }
  const found = new Map<TeamId, GoodRow['teams'][number]>()
  for (const name of names) {
    const team = places.teams.get(name.toLowerCase())
    if (team === undefined) bad.push(badCell(row, 'teams', 'no-team', name.slice(0, 100)))
    else found.set(team.teamId, team)
  }
  return [...found.values()]
}

function faultOfCell(cell: string): BadRowFault | null {
  if (cell.length > longestCell) return 'long-cell'
  if (formula.test(cell)) return 'formula'
  if (unprintable.test(cell)) return 'unprintable'
  return null
}

const badCell = (
  { line }: Pick<CsvRow, 'line'>,
  field: Column | null,
  fault: BadRowFault,
  value = '',
  other = '',
): BadRow => ({ line, field, fault, value, other })
