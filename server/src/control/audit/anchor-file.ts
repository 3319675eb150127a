import { createReadStream } from 'node:fs'
import { chmod, mkdir, open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { anchorsStart, hashLine, readAnchor } from './anchor.ts'

/** `<dataDir>/anchors`: the anchors and, beside them, the key that they are checked with. */
export const anchorPaths = (dataDir: string) => ({
  folder: join(dataDir, 'anchors'),
  file: join(dataDir, 'anchors', 'audit-anchors.jsonl'),
  publicKey: join(dataDir, 'anchors', 'audit-anchor-public.pem'),
})

export interface AnchorTail {
  /** Number of the row that the last anchor names; 0 when there is none. */
  seq: number
  /** Hash of the last line. */
  lastLine: string
}

/** The file of anchors. Each method rejects with what the disk says; nothing is kept open in between. */
export interface AnchorFile {
  /** Makes folder and key file, cuts off a line that was not written to its end, and finds the last one. */
  prepare(publicPem: string): Promise<AnchorTail>
  /** On disk when it resolves. A line of which only a part could be written is taken back. */
  append(line: string): Promise<void>
  /** Bytes of whole lines; 0 when there is no file. */
  size(): Promise<number>
  /** Whole lines from a byte on, each with the byte after its line feed; up to `untilByte`, else all. No file is no lines. */
  lines(fromByte: number, untilByte?: number): AsyncGenerator<{ line: string; endByte: number }>
}

const lineFeed = 0x0a
/** Longer than any anchor (about 320 bytes). */
const longestLineBytes = 4096

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

export function createAnchorFile(dataDir: string): AnchorFile {
  const paths = anchorPaths(dataDir)

  async function* lines(
    fromByte: number,
    untilByte?: number,
  ): AsyncGenerator<{ line: string; endByte: number }> {
    // What is written while this reads comes with the next look: a line is whole only with its line feed.
    const size = untilByte ?? (await wholeSize(paths.file))
    if (size <= fromByte) return
    let rest = Buffer.alloc(0)
    let endByte = fromByte
    const stream = createReadStream(paths.file, { start: fromByte, end: size - 1 })
    for await (const chunk of stream) {
      if (!Buffer.isBuffer(chunk)) throw new Error('a byte stream gives bytes')
      let bytes = Buffer.concat([rest, chunk])
      for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed)) {
        endByte += at + 1
        yield { line: bytes.toString('utf8', 0, at), endByte }
        bytes = bytes.subarray(at + 1)
      }
      rest = bytes
    }
  }

  return {
    prepare: async (publicPem) => {
      await mkdir(paths.folder, { recursive: true, mode: 0o700 })
      await writeFile(paths.publicKey, publicPem, { mode: 0o600 })
      const whole = await wholeSize(paths.file)
      const handle = await open(paths.file, 'a', 0o600)
      try {
        await handle.truncate(whole)
      } finally {
        await handle.close()
      }
      await chmod(paths.file, 0o600)
      const line = await lastLine(paths.file, whole)
      return line === null
        ? { seq: 0, lastLine: anchorsStart }
        : { seq: readAnchor(line)?.seq ?? 0, lastLine: hashLine(line) }
    },
    append: async (line) => {
      const handle = await open(paths.file, 'a', 0o600)
      try {
        const { size } = await handle.stat()
        try {
          await handle.appendFile(`${line}\n`)
          await handle.sync()
        } catch (error) {
          // A full disk may have taken a part of the line.
          await handle.truncate(size).catch(() => undefined)
          throw error
        }
      } finally {
        await handle.close()
      }
    },
    size: () => wholeSize(paths.file),
    lines,
  }
}

/** The last line of the first `size` bytes, which end in a line feed. What is too long to be an anchor comes cut. */
async function lastLine(path: string, size: number): Promise<string | null> {
  if (size === 0) return null
  const handle = await open(path, 'r')
  try {
    const length = Math.min(size - 1, longestLineBytes)
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - 1 - length)
    return buffer.toString('utf8', buffer.lastIndexOf(lineFeed) + 1)
  } finally {
    await handle.close()
  }
}

/** Bytes up to and with the last line feed; 0 when there is no file. */
async function wholeSize(path: string): Promise<number> {
  try {
    const handle = await open(path, 'r')
    try {
      const { size } = await handle.stat()
      const block = Buffer.alloc(longestLineBytes)
      for (let end = size; end > 0; end -= block.length) {
        const start = Math.max(0, end - block.length)
        const { bytesRead } = await handle.read(block, 0, end - start, start)
        const at = block.subarray(0, bytesRead).lastIndexOf(lineFeed)
        if (at >= 0) return start + at + 1
      }
      return 0
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (isMissing(error)) return 0
    throw error
  }
}
