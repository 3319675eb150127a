import { open, readFile, rename } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { z } from 'zod'
import { JournalledEvent } from '../../protocol/voice-link.ts'

/**
 * The journal on disk: one JSON object a line. `head` opens a rewritten file and carries what the lines that were left
 * out would have told; `applied` notes how far control had confirmed.
 */
const JournalLine = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('head'), lastSeq: z.int().nonnegative(), appliedSeq: z.int().nonnegative() }),
  z.object({ kind: z.literal('entry'), entry: JournalledEvent }),
  z.object({ kind: z.literal('applied'), seq: z.int().nonnegative() }),
])
export type JournalLine = z.infer<typeof JournalLine>

export interface JournalContents {
  entries: JournalledEvent[]
  lastSeq: number
  appliedSeq: number
  /** Bytes up to the last whole line; what follows was torn by a crash. */
  soundBytes: number
  /** Whole lines that are not ours, e.g. after a disk fault. */
  damagedLines: number
}

/** Reads a journal; an absent file is an empty one. A torn last line is left out (JRN-3). */
export async function readJournalFile(path: string): Promise<JournalContents> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0)
    throw error
  })
  const soundBytes = bytes.lastIndexOf(0x0a) + 1
  const contents: JournalContents = { entries: [], lastSeq: 0, appliedSeq: 0, soundBytes, damagedLines: 0 }
  for (const text of bytes.subarray(0, soundBytes).toString('utf8').split('\n')) {
    if (text === '') continue
    const line = parseLine(text)
    if (line === null) contents.damagedLines += 1
    else takeLine(contents, line)
  }
  contents.entries.sort((one, other) => one.seq - other.seq)
  return contents
}

function takeLine(contents: JournalContents, line: JournalLine): void {
  switch (line.kind) {
    case 'head':
      contents.lastSeq = Math.max(contents.lastSeq, line.lastSeq)
      contents.appliedSeq = Math.max(contents.appliedSeq, line.appliedSeq)
      return
    case 'entry':
      contents.entries.push(line.entry)
      contents.lastSeq = Math.max(contents.lastSeq, line.entry.seq)
      return
    case 'applied':
      contents.appliedSeq = Math.max(contents.appliedSeq, line.seq)
      return
    default:
      line satisfies never
  }
}

function parseLine(text: string): JournalLine | null {
  try {
    const parsed = JournalLine.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    // Not JSON at all: counted by the caller like any other damaged line.
    return null
  }
}

const asText = (lines: readonly JournalLine[]): Buffer =>
  Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''), 'utf8')

/** An open journal file. Calls must not overlap. */
export interface JournalFile {
  /** Bytes of whole, synced lines. */
  sizeBytes(): number
  /** Writes and syncs; after a failure the same lines may be given again and take the same place. */
  append(lines: readonly JournalLine[]): Promise<void>
  /** Replaces everything by `lines`, atomically. */
  rewrite(lines: readonly JournalLine[]): Promise<void>
  dispose(): Promise<void>
}

/** @param soundBytes where to go on writing; what lies beyond is cut off. */
export async function openJournalFile(path: string, soundBytes: number): Promise<JournalFile> {
  let handle: FileHandle = await open(path, 'a+', 0o600).then(async (created) => {
    await created.close()
    return open(path, 'r+')
  })
  await handle.truncate(soundBytes)
  let size = soundBytes
  return {
    sizeBytes: () => size,
    append: async (lines) => {
      const bytes = asText(lines)
      await writeAll(handle, bytes, size)
      await handle.datasync()
      size += bytes.length
    },
    rewrite: async (lines) => {
      const bytes = asText(lines)
      const next = await open(`${path}.new`, 'w+', 0o600)
      try {
        await writeAll(next, bytes, 0)
        await next.sync()
        await rename(`${path}.new`, path)
      } catch (error) {
        await next.close()
        throw error
      }
      await handle.close()
      handle = next
      size = bytes.length
    },
    dispose: () => handle.close(),
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, at + done)
    done += bytesWritten
  }
}
