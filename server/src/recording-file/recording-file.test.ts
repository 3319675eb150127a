import { randomUUID } from 'node:crypto'
import { copyFile, mkdtemp, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encode } from '../media/g711.ts'
import { channelOf, makeTone, toneLevel } from '../testing/tone.ts'
import {
  RecordingWriter,
  type Recording,
  generateRecordingKeyPair,
  openRecording,
  sealAbandoned,
} from './index.ts'

const keys = generateRecordingKeyPair()
const agentHz = 440
const customerHz = 1_000
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recording-file-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** One second of both sides' tones, both µ-law, one after the other. */
function second(index: number, samples = 8_000): Uint8Array {
  const codes = new Uint8Array(samples * 2)
  codes.set(encode(makeTone(agentHz, 8_000, samples, 0.3, index * 8_000), 'mulaw'), 0)
  codes.set(encode(makeTone(customerHz, 8_000, samples, 0.3, index * 8_000), 'mulaw'), samples)
  return codes
}

async function startFile(): Promise<{ writer: RecordingWriter; filePath: string; failures: string[] }> {
  const filePath = join(folder, `${randomUUID()}.hlrec`)
  const failures: string[] = []
  const created = await RecordingWriter.create({
    filePath,
    publicKeyPem: keys.publicKeyPem,
    startedAtMs: 1_700_000_000_000,
    onFailed: (detail) => failures.push(detail),
  })
  if (!created.ok) throw new Error(created.problem)
  return { writer: created.value, filePath, failures }
}

/** Three and a half seconds, sealed. */
async function sealedFile(): Promise<string> {
  const { writer, filePath } = await startFile()
  for (const index of [0, 1, 2]) {
    writer.draft(index, second(index, 4_000))
    writer.chunk(index, second(index))
  }
  writer.chunk(3, second(3, 4_000))
  const sealed = await writer.seal(1_700_000_003_500)
  expect(sealed).toMatchObject({ ok: true, value: { durationMs: 3_500, recovered: false } })
  return filePath
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

describe('a sealed recording', () => {
  it('REC-3: reads back whole, each side on its channel, and verifies', async () => {
    const filePath = await sealedFile()
    expect((await stat(filePath)).mode & 0o777).toBe(0o600)
    await reading(filePath, async (recording) => {
      expect(recording).toMatchObject({ durationMs: 3_500, samples: 28_000, startedAtMs: 1_700_000_000_000 })
      expect(await recording.verify()).toMatchObject({
        outcome: 'intact',
        missingChunks: [],
        damagedChunks: [],
      })
      const pcm = await recording.readPcm(0, 28_000)
      expect(toneLevel(channelOf(pcm, 0), 8_000, agentHz)).toBeCloseTo(0.3, 2)
      expect(toneLevel(channelOf(pcm, 0), 8_000, customerHz)).toBeLessThan(0.002)
      expect(toneLevel(channelOf(pcm, 1), 8_000, customerHz)).toBeCloseTo(0.3, 2)
      expect(toneLevel(channelOf(pcm, 1), 8_000, agentHz)).toBeLessThan(0.002)
    })
  })

  it('REC-4: any byte range of the WAV is the same as that part of the whole', async () => {
    await reading(await sealedFile(), async (recording) => {
      const whole = await recording.readWavRange(0, recording.wavSize - 1)
      expect(whole).toHaveLength(44 + 28_000 * 4)
      expect(whole.subarray(0, 4).toString('latin1')).toBe('RIFF')
      expect(whole.readUInt32LE(40)).toBe(28_000 * 4)
      for (const [from, to] of [
        [0, 0],
        [10, 50],
        [43, 44],
        [45, 46],
        [31_999, 32_100],
        [64_043, 96_050],
        [112_000, 999_999],
      ] as const) {
        expect((await recording.readWavRange(from, to)).equals(whole.subarray(from, to + 1))).toBe(true)
      }
      expect(await recording.readWavRange(999_999, 9_999_999)).toHaveLength(0)
    })
  })

  it('REC-5: the waveform has two channels and as many buckets as were asked for', async () => {
    await reading(await sealedFile(), async (recording) => {
      const [agent, customer] = await recording.peaks(100)
      expect(agent.max).toHaveLength(100)
      for (const side of [agent, customer]) {
        expect(Math.max(...side.max)).toBeGreaterThan(9_000)
        expect(Math.min(...side.max)).toBeGreaterThan(9_000)
        expect(Math.max(...side.min)).toBeLessThan(-9_000)
      }
    })
  })
})

describe('tampering', () => {
  it('REC-6: one changed bit of audio is found, and its second alone is silence', async () => {
    const filePath = await sealedFile()
    const bytes = await readFile(filePath)
    const at = bytes.length - 20_000
    bytes[at] = (bytes[at] ?? 0) ^ 1
    await writeFile(filePath, bytes)
    await reading(filePath, async (recording) => {
      expect(await recording.verify()).toMatchObject({ outcome: 'damaged', damagedChunks: [2] })
      const pcm = await recording.readPcm(0, 28_000)
      expect(toneLevel(channelOf(pcm, 0).subarray(0, 16_000), 8_000, agentHz)).toBeCloseTo(0.3, 2)
      expect(toneLevel(channelOf(pcm, 0).subarray(16_000, 24_000), 8_000, agentHz)).toBe(0)
    })
  })

  it('REC-7: two seconds that changed places are found', async () => {
    const filePath = await sealedFile()
    const bytes = await readFile(filePath)
    const recordBytes = 21 + 16_000 + 16
    const first = 12 + bytes.readUInt32BE(8)
    const swapped = Buffer.concat([
      bytes.subarray(0, first),
      bytes.subarray(first + recordBytes, first + 2 * recordBytes),
      bytes.subarray(first, first + recordBytes),
      bytes.subarray(first + 2 * recordBytes),
    ])
    // With their numbers swapped as well, so that they stand in order again.
    swapped.writeUInt32BE(0, first + 1)
    swapped.writeUInt32BE(1, first + recordBytes + 1)
    await writeFile(filePath, swapped)
    await reading(filePath, async (recording) => {
      expect(await recording.verify()).toMatchObject({ outcome: 'damaged', damagedChunks: [0, 1] })
    })
  })

  it('REC-8: a file that was cut and sealed again has another hash than the one that was reported', async () => {
    const { writer, filePath } = await startFile()
    for (const index of [0, 1, 2]) writer.chunk(index, second(index))
    const sealed = await writer.seal(0)
    if (!sealed.ok) throw new Error(sealed.problem)
    const recordBytes = 21 + 16_000 + 16
    const bytes = await readFile(filePath)
    await truncate(filePath, 12 + bytes.readUInt32BE(8) + recordBytes)
    const again = await sealAbandoned(filePath, 0)
    if (!again.ok) throw new Error(again.problem.detail)
    expect(again.value.sha256).not.toBe(sealed.value.sha256)
    expect(again.value).toMatchObject({ recovered: true, durationMs: 1_000 })
  })

  it('REC-9: another key is refused by name, a foreign or missing file too', async () => {
    const filePath = await sealedFile()
    const other = generateRecordingKeyPair()
    expect(await openRecording(filePath, other.privateKeyPem)).toMatchObject({
      problem: { code: 'wrong-key' },
    })
    expect(await openRecording(filePath, 'junk')).toMatchObject({ problem: { code: 'bad-key' } })
    expect(await openRecording(join(folder, 'none'), keys.privateKeyPem)).toMatchObject({
      problem: { code: 'not-found' },
    })
    const foreign = join(folder, 'foreign')
    await writeFile(foreign, 'RIFF and so on')
    expect(await openRecording(foreign, keys.privateKeyPem)).toMatchObject({
      problem: { code: 'not-a-recording' },
    })
    expect(await sealAbandoned(foreign, 0)).toMatchObject({ problem: { code: 'not-a-recording' } })
    expect(await sealAbandoned(join(folder, 'none'), 0)).toMatchObject({ problem: { code: 'not-found' } })
  })

  it('REC-10: no audio and no key stands in the file in the clear', async () => {
    const bytes = await readFile(await sealedFile())
    expect(bytes.includes(Buffer.from(second(0)).subarray(0, 64))).toBe(false)
    expect(bytes.toString('latin1')).not.toContain('PRIVATE')
  })
})

describe('a writer that died', () => {
  it('REC-11: the draft of the running second is kept', async () => {
    const { writer, filePath } = await startFile()
    writer.chunk(0, second(0))
    await flushed(filePath, 16_000)
    writer.draft(1, second(1, 4_000))
    await flushed(filePath, 24_000)
    const copy = `${filePath}.copy`
    await copyFile(filePath, copy)
    await writer.seal(0)
    expect(await sealAbandoned(copy, 0)).toMatchObject({
      ok: true,
      value: { durationMs: 1_500, recovered: true },
    })
    await reading(copy, async (recording) => {
      expect(await recording.verify()).toMatchObject({ outcome: 'intact', recovered: true })
      const pcm = await recording.readPcm(8_000, 4_000)
      expect(toneLevel(channelOf(pcm, 1), 8_000, customerHz)).toBeCloseTo(0.3, 2)
    })
  })

  it.each([1, 20, 21, 22, 5_000, 16_036])(
    'REC-12: a record torn after %i bytes is dropped, those before it stay',
    async (kept) => {
      const source = await sealedFile()
      const bytes = await readFile(source)
      const second2 = 12 + bytes.readUInt32BE(8) + 2 * (21 + 16_000 + 16)
      const filePath = join(folder, `${randomUUID()}.hlrec`)
      await writeFile(filePath, bytes.subarray(0, second2 + kept))
      const sealed = await sealAbandoned(filePath, 0)
      expect(sealed).toMatchObject({ ok: true, value: { durationMs: 2_000, recovered: true } })
      await reading(filePath, async (recording) => {
        expect(await recording.verify()).toMatchObject({ outcome: 'intact' })
      })
    },
  )

  it('REC-13: a second that was half overwritten when the process died is known by its checksum', async () => {
    const bytes = await readFile(await sealedFile())
    const second2 = 12 + bytes.readUInt32BE(8) + 2 * (21 + 16_000 + 16)
    const filePath = join(folder, `${randomUUID()}.hlrec`)
    const half = Buffer.concat([bytes.subarray(0, second2 + 8_000), Buffer.alloc(8_037, 0xab)])
    await writeFile(filePath, half)
    expect(await sealAbandoned(filePath, 0)).toMatchObject({ ok: true, value: { durationMs: 2_000 } })
  })

  it('REC-14: a second that is missing is named, and time does not shift', async () => {
    const { writer, filePath } = await startFile()
    writer.chunk(0, second(0))
    writer.chunk(2, second(2))
    await writer.seal(0)
    await reading(filePath, async (recording) => {
      expect(await recording.verify()).toMatchObject({ outcome: 'damaged', missingChunks: [1] })
      const pcm = await recording.readPcm(0, 24_000)
      expect(toneLevel(channelOf(pcm, 0).subarray(8_000, 16_000), 8_000, agentHz)).toBe(0)
      expect(toneLevel(channelOf(pcm, 0).subarray(16_000), 8_000, agentHz)).toBeCloseTo(0.3, 2)
    })
  })
})

describe('a disk that fails', () => {
  it('REC-15: is told at the start, or once during the recording; the seal then says why', async () => {
    const blocked = join(folder, 'a-file')
    await writeFile(blocked, '')
    const nowhere = await RecordingWriter.create({
      filePath: join(blocked, 'x.hlrec'),
      publicKeyPem: keys.publicKeyPem,
      startedAtMs: 0,
      onFailed: () => undefined,
    })
    expect(nowhere.ok).toBe(false)
    const { writer, failures } = await startFile()
    // Far faster than any disk: more than two minutes of audio in one turn of the loop.
    for (let index = 0; index < 200; index += 1) writer.chunk(index, second(0))
    expect(failures).toHaveLength(1)
    expect((await writer.seal(0)).ok).toBe(false)
    expect((await writer.seal(0)).ok).toBe(false)
  })
})

/** Waits until the file has grown to `bytes` of content; the writer tells nobody when a write is done. */
async function flushed(filePath: string, bytes: number): Promise<void> {
  const file = await open(filePath, 'r')
  try {
    while ((await file.stat()).size < bytes) await new Promise(setImmediate)
  } finally {
    await file.close()
  }
}
