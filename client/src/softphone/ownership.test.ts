import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createOwnership, type Ownership } from './ownership.ts'

/** A browser's lock manager for one name, as far as the standard (W3C web-locks §3) says what is used here. */
function fakeLocks() {
  interface Waiting {
    grant: () => void
  }
  let holder: { lose: () => void } | null = null
  const queue: Waiting[] = []
  const serve = (): void => {
    if (holder === null) queue.shift()?.grant()
  }
  const request = async (
    name: string,
    options: LockOptions,
    run: (lock: Lock | null) => Promise<unknown>,
  ): Promise<unknown> => {
    if (options.ifAvailable === true && (holder !== null || queue.length > 0)) return run(null)
    if (options.steal === true) holder?.lose()
    if (holder !== null || (options.steal !== true && queue.length > 0))
      await new Promise<void>((grant, refuse) => {
        const waiting = { grant }
        queue.push(waiting)
        options.signal?.addEventListener('abort', () => {
          const at = queue.indexOf(waiting)
          if (at < 0) return
          queue.splice(at, 1)
          refuse(new DOMException('aborted', 'AbortError'))
        })
      })
    return new Promise((resolve, refuse) => {
      const mine = {
        lose: () => {
          holder = null
          refuse(new DOMException('stolen', 'AbortError'))
        },
      }
      holder = mine
      const serveNext = async (): Promise<void> => {
        const value = await run({ name, mode: 'exclusive' })
        if (holder === mine) {
          holder = null
          serve()
        }
        resolve(value)
      }
      void serveNext()
    })
  }
  return {
    manager: Object.assign(Object.create(null), { request }),
    /** What becomes of a page's lock when its document is gone. */
    vanish: () => {
      holder = null
      serve()
    },
  }
}

/** Tabs of one browser, and in which order each had the phone. */
function browser() {
  const locks = fakeLocks()
  const told: string[] = []
  const channels = new Map<string, (event: unknown) => void>()
  const frozen = new Set<string>()
  const open = (tabId: string, hadIt = false): Ownership =>
    createOwnership(
      'sign-in',
      {
        locks: locks.manager,
        channel: {
          postMessage: (data: unknown) => {
            for (const [other, hear] of channels)
              if (other !== tabId && !frozen.has(other)) hear(new MessageEvent('message', { data }))
          },
          addEventListener: (_type: string, hear: unknown) => {
            if (typeof hear === 'function') channels.set(tabId, (event) => void hear(event))
          },
          close: () => channels.delete(tabId),
        },
        tabId,
        hadIt,
        after: (delayMs, run) => {
          const timer = setTimeout(run, delayMs)
          return () => clearTimeout(timer)
        },
      },
      {
        gained: () => told.push(`${tabId} has it`),
        lost: async () => void told.push(`${tabId} waits`),
        asked: () => told.push(`${tabId} shows`),
        mirrored: (view) => told.push(`${tabId} sees ${String(view)}`),
      },
    )
  return {
    told,
    open,
    freeze: (tabId: string) => frozen.add(tabId),
    /** The tab is gone without a word, by a reload or a closed window. */
    vanish: (tabId: string) => {
      channels.delete(tabId)
      locks.vanish()
    },
  }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})
const settle = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

it('PHONE-10: the first tab has the phone, the second asks how things stand and sees what the first shows', async () => {
  const { told, open } = browser()
  const first = open('A')
  await settle()
  open('B')
  await settle()
  first.publish('a call')
  expect(told).toEqual(['A has it', 'B waits', 'A shows', 'B sees a call'])
})

it('PHONE-11: who takes the phone has it once the other has let go, and the other may take it back', async () => {
  const { told, open } = browser()
  const first = open('A')
  const second = open('B')
  await settle()
  told.length = 0
  second.take()
  await settle()
  expect(told).toEqual(['A waits', 'B has it'])
  await settle(10_000)
  first.take()
  await settle()
  expect(told).toEqual(['A waits', 'B has it', 'B waits', 'A has it'])
})

it('PHONE-11: who takes it is served before who waits longer', async () => {
  const { told, open } = browser()
  open('A')
  open('B')
  const third = open('C')
  await settle()
  told.length = 0
  third.take()
  await settle(30_000)
  expect(told).toEqual(['A waits', 'C has it'])
})

it('PHONE-11: from a frozen tab it is taken after 2 s', async () => {
  const { told, open, freeze } = browser()
  open('A')
  const second = open('B')
  await settle()
  told.length = 0
  freeze('A')
  second.take()
  await settle(1_900)
  expect(told).toEqual([])
  await settle(200)
  expect(told.toSorted()).toEqual(['A waits', 'B has it'])
})

it('PHONE-12: an owner that reloads beside a waiting tab has its phone again, and the other never had it', async () => {
  const { told, open, vanish } = browser()
  open('A')
  open('B')
  await settle()
  told.length = 0
  vanish('A')
  await settle(1_500)
  open('A', true)
  await settle(30_000)
  expect(told).toEqual(['A has it'])
})

it('PHONE-12: an owner that does not come back within 2 s loses it to the tab that waits', async () => {
  const { told, open, vanish } = browser()
  open('A')
  open('B')
  await settle()
  told.length = 0
  vanish('A')
  await settle(1_900)
  expect(told).toEqual([])
  await settle(200)
  expect(told).toEqual(['B has it'])
})

it('PHONE-12: whoever sits at the waiting tab need not wait', async () => {
  const { told, open, vanish } = browser()
  open('A')
  const second = open('B')
  await settle()
  told.length = 0
  vanish('A')
  await settle()
  second.take()
  expect(told).toEqual(['B has it'])
  await settle(30_000)
  expect(told).toEqual(['B has it'])
})

it('PHONE-13: without locks or a channel every tab has a phone of its own', async () => {
  const gained = vi.fn()
  createOwnership(
    'sign-in',
    { locks: null, channel: null, tabId: 'A', hadIt: false, after: () => () => undefined },
    { gained, lost: async () => undefined, asked: () => undefined, mirrored: () => undefined },
  )
  await settle()
  expect(gained).toHaveBeenCalledOnce()
})

it('what no tab of ours says changes nothing', async () => {
  const { told, open } = browser()
  const first = open('A')
  await settle()
  const stranger = browser()
  stranger.open('X').publish('nothing')
  first.publish('alone')
  expect(told).toEqual(['A has it'])
})
