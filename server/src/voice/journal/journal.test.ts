import { randomUUID } from 'node:crypto'
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CallId, LegId, PersonId, RecordingId, SignInId } from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock, systemRandom } from '../../system-ports.ts'
import type { JournalledEvent, VoiceEvent } from '../../protocol/voice-link.ts'
import { openJournal } from './journal.ts'
import type { Journal } from './journal.ts'

const quiet = (): void => undefined
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }
const newCall = () => CallId.parse(randomUUID())
const opened = (callId: CallId): VoiceEvent => ({
  type: 'call-opened',
  callId,
  direction: 'outbound',
  agent: null,
  teamId: null,
  trunkId: null,
  customerNumber: null,
})
const ended = (callId: CallId): VoiceEvent => ({
  type: 'call-ended',
  callId,
  termination: { kind: 'agent-hung-up', fault: 'nobody', sipStatus: null },
})
const recordingId = RecordingId.parse(randomUUID())
const started = (callId: CallId): VoiceEvent => ({
  type: 'recording-started',
  callId,
  recordingId,
  fileName: 'a.hlr',
})

describe('the journal', () => {
  let folder: string
  let path: string
  const journals: Journal[] = []
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hearthline-journal-'))
    path = join(folder, 'voice.jsonl')
  })
  afterEach(async () => {
    await Promise.all(journals.splice(0).map((journal) => journal.dispose()))
    await rm(folder, { recursive: true, force: true })
  })
  const openIt = async (limits?: { maxBacklog?: number; compactAboveBytes?: number }) => {
    const result = await openJournal({
      path,
      clock: systemClock,
      random: systemRandom,
      log,
      ...(limits === undefined ? {} : { limits }),
    })
    journals.push(result.journal)
    return result
  }

  it('JRN-1: nothing is told before it is on disk, and everything in the order it happened', async () => {
    const { journal } = await openIt()
    const told: JournalledEvent[] = []
    const onDisk: number[] = []
    journal.onDurable((entries) => {
      told.push(...entries)
      onDisk.push(entries.at(-1)?.seq ?? 0)
    })
    const calls = Array.from({ length: 300 }, newCall)
    for (const callId of calls) journal.append(opened(callId))
    expect(told).toEqual([])
    await journal.flushed()
    expect(told.map(({ seq }) => seq)).toEqual(calls.map((_, index) => index + 1))
    expect(told.map(({ event }) => ('callId' in event ? event.callId : null))).toEqual(calls)
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
    expect(lines).toHaveLength(300)
    // One sync carries what came while the last one ran.
    expect(onDisk.length).toBeLessThan(10)
  })

  it('JRN-2: what control has not confirmed is there after a restart, with the same ids', async () => {
    const first = await openIt()
    for (const event of [opened(newCall()), opened(newCall()), opened(newCall())]) first.journal.append(event)
    await first.journal.flushed()
    first.journal.applied(1)
    const before = first.journal.pendingAfter(1, 10)
    first.journal.append(opened(newCall()))
    await first.journal.dispose()
    const second = await openIt()
    expect(second.journal.pendingAfter(1, 2)).toEqual(before)
    expect(second.journal.lastSeq()).toBe(4)
    expect(second.journal.backlog()).toBe(3)
  })

  it('JRN-3: a torn last line is cut off, and the next event takes its place', async () => {
    const first = await openIt()
    first.journal.append(opened(newCall()))
    await first.journal.dispose()
    await appendFile(path, '{"kind":"entry","entry":{"seq":2,"ev')
    const second = await openIt()
    expect(second.journal.lastSeq()).toBe(1)
    second.journal.append(opened(newCall()))
    await second.journal.dispose()
    const third = await openIt()
    expect(third.journal.pendingAfter(0, 10).map(({ seq }) => seq)).toEqual([1, 2])
  })

  it('JRN-3: a damaged line in the middle costs that line only', async () => {
    const first = await openIt()
    for (const event of [opened(newCall()), opened(newCall()), opened(newCall())]) first.journal.append(event)
    await first.journal.dispose()
    const lines = (await readFile(path, 'utf8')).split('\n')
    await writeFile(path, lines.map((line, index) => (index === 1 ? '\u0000broken' : line)).join('\n'))
    const { journal } = await openIt()
    expect(journal.pendingAfter(0, 10).map(({ seq }) => seq)).toEqual([1, 3])
  })

  it('JRN-4: a journal that grew is rewritten without what control has, and keeps what is unfinished', async () => {
    const { journal } = await openIt({ compactAboveBytes: 20_000 })
    const open = newCall()
    journal.append(opened(open))
    journal.append(started(open))
    await journal.flushed()
    let lastSize = 0
    for (let round = 0; round < 20; round += 1) {
      for (let index = 0; index < 20; index += 1) {
        const callId = newCall()
        journal.append({ type: 'agent-line', callId, state: 'up' })
        journal.append(ended(callId))
      }
      await journal.flushed()
      journal.applied(journal.lastSeq())
      lastSize = (await stat(path)).size
    }
    expect(lastSize).toBeLessThan(40_000)
    const { lastSeq } = { lastSeq: journal.lastSeq() }
    await journal.dispose()
    const again = await openIt()
    expect(again.journal.lastSeq()).toBe(lastSeq)
    expect(again.unfinished).toEqual({
      calls: [open],
      recordings: [{ callId: open, recordingId, fileName: 'a.hlr' }],
    })
  })

  it('JRN-5: knows what was left unfinished, and which tickets were burnt lately', async () => {
    const first = await openIt()
    const [done, left] = [newCall(), newCall()]
    for (const event of [opened(done), ended(done), opened(left), started(left)]) first.journal.append(event)
    await first.journal.dispose()
    const { unfinished, recentCallIds } = await openIt()
    expect(unfinished.calls).toEqual([left])
    expect(unfinished.recordings.map(({ callId }) => callId)).toEqual([left])
    expect(recentCallIds).toEqual([done, left])
  })

  it('JRN-2, JRN-5: a node that died under a supervisor: what was said of them is sent again, the call is unfinished', async () => {
    const first = await openIt()
    const callId = newCall()
    const [legId, personId] = [LegId.parse(randomUUID()), PersonId.parse(randomUUID())]
    const lead = { personId, signInId: SignInId.parse(randomUUID()) }
    const said: VoiceEvent[] = [
      opened(callId),
      { type: 'leg-joined', callId, legId, role: 'supervisor', personId, mode: 'listen' },
      { type: 'leg-mode', callId, legId, personId, mode: 'take-over' },
      { type: 'call-taken-over', callId, legId, by: lead, from: lead },
    ]
    for (const event of said) first.journal.append(event)
    await first.journal.dispose()
    const { journal, unfinished } = await openIt()
    expect(journal.pendingAfter(0, 10).map(({ event }) => event)).toEqual(said)
    expect(unfinished.calls).toEqual([callId])
  })

  it('JRN-6: a control that knows a higher number makes a younger journal go on from there', async () => {
    const { journal } = await openIt()
    const [one, two] = [newCall(), newCall()]
    journal.append(opened(one))
    journal.append(opened(two))
    await journal.continueAfter(500)
    expect(journal.pendingAfter(500, 10).map(({ seq }) => seq)).toEqual([501, 502])
    journal.append(ended(one))
    await journal.flushed()
    journal.applied(501)
    await journal.dispose()
    const again = await openIt()
    expect(again.journal.lastSeq()).toBe(503)
    expect(again.journal.pendingAfter(501, 10).map(({ seq }) => seq)).toEqual([502, 503])
  })

  it('JRN-7: has no room for new calls when too much waits, and has again when control confirms', async () => {
    const { journal } = await openIt({ maxBacklog: 3 })
    for (const event of [opened(newCall()), opened(newCall()), opened(newCall())]) journal.append(event)
    expect(journal.hasRoom()).toBe(false)
    await journal.flushed()
    journal.applied(2)
    expect(journal.hasRoom()).toBe(true)
  })

  it('JRN-2: a confirmation of the future or the past is ignored', async () => {
    const { journal } = await openIt()
    journal.append(opened(newCall()))
    await journal.flushed()
    journal.applied(99)
    expect(journal.backlog()).toBe(1)
    journal.applied(1)
    journal.applied(0)
    expect(journal.backlog()).toBe(0)
  })
})
