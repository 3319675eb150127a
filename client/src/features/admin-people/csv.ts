/** What a spreadsheet would take for a formula (OWASP, CSV injection). */
const startsFormula = /^[=+\-@\t\r]/

const cell = (value: string): string => {
  const safe = startsFormula.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** CSV (RFC 4180) that is safe to open in a spreadsheet: a cell that would start a formula gets an apostrophe. */
export const csvOf = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')
