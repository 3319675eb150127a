import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encode } from '../media/g711.ts'
import { channelOf, makeTone, toneLevel } from '../testing/tone.ts'
import {
  type Recording,
  RecordingWriter,
  generateRecordingKeyPair,
  openRecording,
  sealAbandoned,
} from './index.ts'

const keys = generateRecordingKeyPair()
const agentHz = 440
const customerHz = 1_000
const startedAtMs = 1_700_000_000_000
/** Head, both sides' samples, tag. */
const wholeRecordBytes = 21 + 16_000 + 16
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recording-resume-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** The tones of `samples` from the second `index` on, both sides after each other. */
function tones(index: number, samples = 8_000): Uint8Array {
  const codes = new Uint8Array(samples * 2)
  codes.set(encode(makeTone(agentHz, 8_000, samples, 0.3, index * 8_000), 'mulaw'), 0)
  codes.set(encode(makeTone(customerHz, 8_000, samples, 0.3, index * 8_000), 'mulaw'), samples)
  return codes
}

const optionsFor = (filePath: string, atMs: number) => ({
  filePath,
  publicKeyPem: keys.publicKeyPem,
  startedAtMs: atMs,
  onFailed: (detail: string) => {
    throw new Error(detail)
  },
})

async function writerOf(made: Promise<Awaited<ReturnType<typeof RecordingWriter.create>>>) {
  const writer = await made
  if (!writer.ok) throw new Error(writer.problem)
  return writer.value
}

/**
 * What a killed writer leaves: `seconds` whole ones, a draft of `draftSamples`, then `tornBytes` of the record that it was writing. Sealed to be sure that
 * all is on disk, then cut.
 */
async function leftFile(filePath: string, seconds: number, draftSamples = 0, tornBytes = 0): Promise<void> {
  const writer = await writerOf(RecordingWriter.create(optionsFor(filePath, startedAtMs)))
  await leave(writer, filePath, 0, seconds, draftSamples, tornBytes)
}

async function leave(
  writer: RecordingWriter,
  filePath: string,
  first: number,
  seconds: number,
  draftSamples: number,
  tornBytes: number,
): Promise<void> {
  for (let index = first; index < first + seconds; index += 1) writer.chunk(index, tones(index))
  // A chunk that is cut to less than a second is on disk what a draft is.
  if (draftSamples > 0) writer.chunk(first + seconds, tones(first + seconds, draftSamples))
  const sealed = await writer.seal(0)
  if (!sealed.ok) throw new Error(sealed.problem)
  const bytes = await readFile(filePath)
  const sealAt = bytes.lastIndexOf(Buffer.from('{"sha256"')) - 21
  await truncate(filePath, sealAt)
  await writeFile(filePath, Buffer.alloc(tornBytes, 0x43), { flag: 'a' })
}

async function reading(filePath: string, read: (recording: Recording) => Promise<void>): Promise<void> {
  const opened = await openRecording(filePath, keys.privateKeyPem)
  if (!opened.ok) throw new Error(opened.problem.detail)
  try {
    await read(opened.value)
  } finally {
    await opened.value.dispose()
  }
}

const newPath = (): string => join(folder, `${randomUUID()}.hlr`)

/** Whether each half second of the customer's channel sounds. */
async function sounding(recording: Recording): Promise<string> {
  const halves: string[] = []
  for (let at = 0; at + 4_000 <= recording.samples; at += 4_000) {
    const level = toneLevel(channelOf(await recording.readPcm(at, 4_000), 1), 8_000, customerHz)
    halves.push(level > 0.25 ? '#' : '.')
  }
  return halves.join('')
}

describe('a file that another writer goes on with', () => {
  it('REC-23: keeps all that was there and goes on in time; what was missed is silence, and it verifies', async () => {
    const filePath = newPath()
    await leftFile(filePath, 2, 4_000, 300)
    const writer = await writerOf(RecordingWriter.resume(optionsFor(filePath, startedAtMs + 5_200)))
    expect(writer).toMatchObject({ firstIndex: 5, elapsedMs: 5_200 })
    writer.chunk(5, tones(5))
    writer.chunk(6, tones(6, 4_000))
    const sealed = await writer.seal(startedAtMs + 6_500)
    expect(sealed).toMatchObject({ ok: true, value: { durationMs: 6_500, recovered: true } })
    await reading(filePath, async (recording) => {
      expect(await recording.verify()).toMatchObject({
        outcome: 'intact',
        sha256: sealed.ok ? sealed.value.sha256 : '',
        missingChunks: [],
        damagedChunks: [],
      })
      expect(await sounding(recording)).toBe('#####.....###')
      const whole = await recording.readWavRange(0, recording.wavSize - 1)
      expect(whole).toHaveLength(44 + 52_000 * 4)
      expect(await recording.readWavRange(170_001, 190_000)).toEqual(whole.subarray(170_001, 190_001))
      const [, customer] = await recording.peaks(13)
      expect(customer.max.map((max) => (max > 8_000 ? '#' : '.')).join('')).toBe('#####.....###')
    })
  })

  it('REC-24: sealed without its key after another death, it is whole as well; and again', async () => {
    const filePath = newPath()
    await leftFile(filePath, 1, 2_000)
    const second = await writerOf(RecordingWriter.resume(optionsFor(filePath, startedAtMs + 2_000)))
    await leave(second, filePath, second.firstIndex, 1, 4_000, 40)
    const third = await writerOf(RecordingWriter.resume(optionsFor(filePath, startedAtMs + 5_000)))
    await leave(third, filePath, third.firstIndex, 1, 0, 0)
    const sealed = await sealAbandoned(filePath, startedAtMs + 9_000)
    expect(sealed).toMatchObject({ ok: true, value: { durationMs: 6_000, recovered: true } })
    await reading(filePath, async (recording) => {
      expect(await recording.verify()).toMatchObject({ outcome: 'intact' })
      expect(await sounding(recording)).toBe('##..###...##')
    })
  })

  it('REC-25: a sealed, foreign, missing or cut off file is refused and left as it is', async () => {
    const filePath = newPath()
    await leftFile(filePath, 1)
    await sealAbandoned(filePath, startedAtMs)
    const foreign = newPath()
    await writeFile(foreign, 'RIFF and so on')
    for (const path of [filePath, foreign]) {
      const before = await readFile(path)
      expect((await RecordingWriter.resume(optionsFor(path, startedAtMs))).ok).toBe(false)
      expect((await readFile(path)).equals(before)).toBe(true)
    }
    expect((await RecordingWriter.resume(optionsFor(newPath(), startedAtMs))).ok).toBe(false)
  })

  it('REC-26: a clock that was set back, or a second that still runs, never writes a second twice', async () => {
    const filePath = newPath()
    await leftFile(filePath, 3, 4_000)
    const writer = await writerOf(RecordingWriter.resume(optionsFor(filePath, startedAtMs - 60_000)))
    expect(writer).toMatchObject({ firstIndex: 4, elapsedMs: 3_500 })
    await writer.seal(startedAtMs)
    await reading(filePath, async (recording) => {
      expect(await recording.verify()).toMatchObject({ outcome: 'intact' })
      expect(recording.durationMs).toBe(3_500)
    })
  })

  it('REC-27: a second that was cut out before the change of writers is missing, not a gap', async () => {
    const filePath = newPath()
    await leftFile(filePath, 3)
    const writer = await writerOf(RecordingWriter.resume(optionsFor(filePath, startedAtMs + 5_000)))
    writer.chunk(5, tones(5))
    await writer.seal(0)
    const bytes = await readFile(filePath)
    const third = 12 + bytes.readUInt32BE(8) + 2 * wholeRecordBytes
    const cut = newPath()
    await writeFile(cut, Buffer.concat([bytes.subarray(0, third), bytes.subarray(third + wholeRecordBytes)]))
    await reading(cut, async (recording) => {
      expect(await recording.verify()).toMatchObject({ outcome: 'damaged', missingChunks: [2] })
    })
  })

  it('REC-27: a key record that was changed takes only the seconds under it', async () => {
    const filePath = newPath()
    await leftFile(filePath, 2)
    const writer = await writerOf(RecordingWriter.resume(optionsFor(filePath, startedAtMs + 3_000)))
    writer.chunk(3, tones(3))
    await writer.seal(0)
    const bytes = await readFile(filePath)
    const from = bytes.lastIndexOf(Buffer.from('"afterSamples":16000'))
    bytes.write('"afterSamples":24000', from, 'latin1')
    const body = bytes.lastIndexOf(Buffer.from('{"resumedAtMs"'))
    const changed = newPath()
    await writeFile(changed, bytes)
    await reading(changed, async (recording) => {
      const { outcome, missingChunks } = await recording.verify()
      expect(outcome).not.toBe('intact')
      // The checksum of the record does not fit any more: nothing from there on is taken for a record.
      expect(missingChunks).toEqual([])
      expect(await sounding(recording)).toBe('####')
    })
    // Whoever mends the checksum too is found out by what is under that key.
    bytes.writeUInt32BE(crc32(bytes.subarray(body, body + bytes.readUInt32BE(body - 8))), body - 4)
    await writeFile(changed, bytes)
    await reading(changed, async (recording) => {
      expect(await recording.verify()).toMatchObject({ outcome: 'damaged', damagedChunks: [3] })
      expect(await sounding(recording)).toBe('####....')
    })
  })

  it('REC-28: killed wherever and however often, it reads as what reached the disk, each second in its place', async () => {
    const stretch = fc.record({
      seconds: fc.integer({ min: 0, max: 3 }),
      draft: fc.constantFrom(0, 160, 4_000, 7_999),
      torn: fc.constantFrom(0, 1, 20, 21, 500, 16_036),
      pauseMs: fc.integer({ min: 0, max: 4_000 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(stretch, { minLength: 1, maxLength: 4 }), async (stretches) => {
        const filePath = newPath()
        const there = new Map<number, number>()
        let nowMs = startedAtMs
        for (const [turn, { seconds, draft, torn, pauseMs }] of stretches.entries()) {
          const options = optionsFor(filePath, nowMs)
          const writer = await writerOf(
            turn === 0 ? RecordingWriter.create(options) : RecordingWriter.resume(options),
          )
          const first = writer.firstIndex
          for (let index = first; index < first + seconds; index += 1) there.set(index, 8_000)
          if (draft > 0) there.set(first + seconds, draft)
          await leave(writer, filePath, first, seconds, draft, torn)
          nowMs = startedAtMs + (first + seconds) * 1_000 + draft / 8 + pauseMs
        }
        const sealed = await sealAbandoned(filePath, 0)
        if (!sealed.ok) throw new Error(sealed.problem.detail)
        await reading(filePath, async (recording) => {
          const { outcome, sha256 } = await recording.verify()
          expect(outcome).toBe('intact')
          expect(sha256).toBe(sealed.value.sha256)
          const last = Math.max(-1, ...there.keys())
          expect(recording.samples).toBe(last < 0 ? 0 : last * 8_000 + (there.get(last) ?? 0))
          for (let index = 0; index <= last; index += 1) {
            const pcm = channelOf(await recording.readPcm(index * 8_000, 8_000), 0)
            const said = there.get(index) ?? 0
            expect(pcm.subarray(said).every((sample) => Math.abs(sample) < 10)).toBe(true)
            if (said > 1_000) expect(toneLevel(pcm.subarray(0, said), 8_000, agentHz)).toBeCloseTo(0.3, 1)
          }
        })
        await rm(filePath)
      }),
      { numRuns: 25 },
    )
  })
})
