import { headerKey, headerSpelling } from './header-names.ts'
import { splitCommas } from './text.ts'

export interface Header {
  readonly key: string
  /** As it goes out. */
  readonly name: string
  readonly value: string
}

/** The header lines of a message, in order. Values hold no line breaks. */
export class Headers {
  readonly #lines: Header[] = []

  static of(entries: readonly (readonly [name: string, value: string])[]): Headers {
    const headers = new Headers()
    for (const [name, value] of entries) headers.add(name, value)
    return headers
  }

  get size(): number {
    return this.#lines.length
  }

  add(name: string, value: string): void {
    const key = headerKey(name)
    this.#lines.push({ key, name: headerSpelling(key, name), value })
  }

  /** Puts one line before all others of its name, as a hop does with its Via. */
  addFirst(name: string, value: string): void {
    const key = headerKey(name)
    const line = { key, name: headerSpelling(key, name), value }
    const at = this.#lines.findIndex((each) => each.key === key)
    this.#lines.splice(Math.max(at, 0), 0, line)
  }

  /** Replaces every line of the name by one. */
  set(name: string, value: string): void {
    this.remove(name)
    this.add(name, value)
  }

  /** Replaces the first line of the name in its place. */
  replaceFirst(name: string, value: string): void {
    const key = headerKey(name)
    const at = this.#lines.findIndex((each) => each.key === key)
    const line = { key, name: headerSpelling(key, name), value }
    if (at === -1) this.#lines.push(line)
    else this.#lines[at] = line
  }

  remove(name: string): void {
    const key = headerKey(name)
    for (let at = this.#lines.length - 1; at >= 0; at--) {
      if (this.#lines[at]?.key === key) this.#lines.splice(at, 1)
    }
  }

  has(name: string): boolean {
    return this.get(name) !== undefined
  }

  /** Value of the first line of the name. */
  get(name: string): string | undefined {
    const key = headerKey(name)
    for (const line of this.#lines) if (line.key === key) return line.value
    return undefined
  }

  count(name: string): number {
    const key = headerKey(name)
    let count = 0
    for (const line of this.#lines) if (line.key === key) count++
    return count
  }

  /** Values of all lines of the name, each line whole. */
  lines(name: string): string[] {
    const key = headerKey(name)
    const values: string[] = []
    for (const line of this.#lines) if (line.key === key) values.push(line.value)
    return values
  }

  /** Values of a comma-separated header, over all its lines (§7.3.1). */
  list(name: string): string[] {
    const lines = this.lines(name)
    return lines.length === 1 ? splitCommas(lines[0] ?? '') : lines.flatMap(splitCommas)
  }

  /** Whether a comma-separated header of tokens (Supported, Require, Allow …) names this one. */
  includesToken(name: string, token: string): boolean {
    const wanted = token.toLowerCase()
    return this.list(name).some((each) => each.toLowerCase() === wanted)
  }

  copy(): Headers {
    const copy = new Headers()
    copy.#lines.push(...this.#lines)
    return copy
  }

  [Symbol.iterator](): Iterator<Header> {
    return this.#lines[Symbol.iterator]()
  }
}
