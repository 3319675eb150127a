import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { CallId, LegId } from '@hearthline/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MediaPlane, RoomEvent, RoomRequest } from '../ports.ts'

export interface PlaneUnderTest {
  plane: MediaPlane
  folder: string
  /** Takes away whatever carries the rooms. */
  loseRooms(): void
  dispose(): Promise<void>
}

const rtpOffer = [
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=-',
  'c=IN IP4 127.0.0.1',
  't=0 0',
  'm=audio 40000 RTP/AVP 0',
  '',
].join('\r\n')

/** What the call service counts on, whoever carries the media (rules MED-*). Run on the fake and on the real pool. */
export function describeMediaPlane(name: string, open: () => Promise<PlaneUnderTest>): void {
  describe(`the media plane: ${name}`, () => {
    let under: PlaneUnderTest
    let plane: MediaPlane
    beforeAll(async () => {
      under = await open()
      ;({ plane } = under)
    }, 60_000)
    afterAll(() => under.dispose())

    const newRoom = async () => {
      const callId = CallId.parse(randomUUID())
      const legId = LegId.parse(randomUUID())
      expect(await plane.send({ type: 'open-room', callId })).toEqual({ type: 'done' })
      return { callId, legId }
    }
    const codeOf = async (request: RoomRequest) => {
      const outcome = await plane.send(request)
      return outcome.type === 'problem' ? outcome.code : outcome.type
    }

    it('MED-1: a room opens once, and is gone once it is closed', async () => {
      const { callId } = await newRoom()
      expect(await codeOf({ type: 'open-room', callId })).toBe('duplicate')
      expect(plane.gauges().rooms).toBeGreaterThan(0)
      expect(await plane.send({ type: 'close-room', callId })).toEqual({
        type: 'recording',
        recording: null,
      })
      expect(await codeOf({ type: 'close-room', callId })).toBe('worker-gone')
    })

    it('MED-1: a room that was never opened has nobody to carry it', async () => {
      const request = {
        type: 'offer-rtp',
        callId: CallId.parse(randomUUID()),
        legId: LegId.parse(randomUUID()),
      } as const
      expect(await codeOf(request)).toBe('worker-gone')
    })

    it('MED-2: requests of one room are carried out in order, also when nobody waits', async () => {
      const callId = CallId.parse(randomUUID())
      const legId = LegId.parse(randomUUID())
      const outcomes = await Promise.all([
        plane.send({ type: 'open-room', callId }),
        plane.send({ type: 'offer-rtp', callId, legId }),
        plane.send({ type: 'accept-rtp-answer', callId, legId, answerSdp: rtpOffer }),
        plane.send({ type: 'set-hearing', callId, hearing: { [legId]: { legs: [], prompt: 'hold' } } }),
        plane.send({ type: 'close-leg', callId, legId }),
        plane.send({ type: 'close-leg', callId, legId }),
        plane.send({ type: 'close-room', callId }),
      ])
      expect(outcomes.map(({ type }) => type)).toEqual([
        'done',
        'sdp',
        'done',
        'done',
        'done',
        'problem',
        'recording',
      ])
    })

    it('MED-2: an offer that is none is refused by a word, and the room stays', async () => {
      const { callId, legId } = await newRoom()
      expect(await codeOf({ type: 'answer-rtp', callId, legId, offerSdp: 'nonsense' })).toBe('bad-sdp')
      expect(await codeOf({ type: 'answer-rtp', callId, legId, offerSdp: rtpOffer })).toBe('sdp')
      await plane.send({ type: 'close-room', callId })
    })

    it('SEAL-1: what was recorded is sealed when the room closes', async () => {
      const { callId, legId } = await newRoom()
      const { publicKey } = generateKeyPairSync('x25519', {
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      })
      await plane.send({ type: 'offer-rtp', callId, legId })
      // The folder of the day need not exist.
      const filePath = join(under.folder, '2026', '01', '02', `${randomUUID()}.hlr`)
      const record: RoomRequest = {
        type: 'start-recording',
        callId,
        filePath,
        publicKeyPem: publicKey,
        agentSide: [],
        customerSide: [legId],
      }
      expect(await codeOf(record)).toBe('done')
      expect(await codeOf(record)).toBe('duplicate')
      const outcome = await plane.send({ type: 'close-room', callId })
      expect(outcome).toMatchObject({ type: 'recording', recording: { filePath, recovered: false } })
    })

    it('MED-3: a lost room is told once, answers worker-gone, and another opens', async () => {
      const { callId, legId } = await newRoom()
      const told: RoomEvent[] = []
      const known = Promise.withResolvers<void>()
      const stop = plane.onEvent((event) => {
        told.push(event)
        if (event.type === 'room-lost') known.resolve()
      })
      under.loseRooms()
      await known.promise
      expect(told).toEqual([{ type: 'room-lost', callId }])
      expect(await codeOf({ type: 'offer-rtp', callId, legId })).toBe('worker-gone')
      stop()
      const next = await newRoom()
      expect(await codeOf({ type: 'offer-rtp', callId: next.callId, legId: next.legId })).toBe('sdp')
      await plane.send({ type: 'close-room', callId: next.callId })
    }, 60_000)
  })
}
