import type { CDPSession, Page } from '@playwright/test'
import { z } from 'zod'

const Paint = z.object({ personId: z.string(), shows: z.string(), atMs: z.number() })
export type Paint = z.infer<typeof Paint>

declare global {
  interface Window {
    hearthlinePaints?: { personId: string; shows: string; atMs: number }[]
  }
}

/** People whose tile or row the page holds. */
export const shownPeople = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Set(
        [...document.querySelectorAll<HTMLElement>('main [data-person-id]')].map(
          ({ dataset }) => dataset['personId'],
        ),
      ).size,
  )

/**
 * Notes from now on what tiles show, and when: a MutationObserver sees the change of the page, the next animation frame
 * draws it, and a message sent from that frame arrives when the frame is done with layout and paint.
 */
export const notePaints = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const paints: { personId: string; shows: string; atMs: number }[] = []
    window.hearthlinePaints = paints
    const drawn = new MessageChannel()
    const frames: [personId: string, shows: string][][] = []
    drawn.port1.addEventListener('message', () => {
      const atMs = performance.timeOrigin + performance.now()
      for (const [personId, shows] of frames.shift() ?? []) paints.push({ personId, shows, atMs })
    })
    drawn.port1.start()
    let next: [personId: string, shows: string][] | null = null
    const note = (tile: HTMLElement): void => {
      const { personId, state, alert } = tile.dataset
      if (personId === undefined || state === undefined) return
      if (next === null) {
        next = []
        requestAnimationFrame(() => {
          frames.push(next ?? [])
          next = null
          drawn.port2.postMessage(null)
        })
      }
      next.push([personId, `state:${state}`], [personId, `line:${alert === 'poorLine' ? 'poor' : 'good'}`])
    }
    const within = (node: Node): void => {
      if (!(node instanceof HTMLElement)) return
      note(node)
      for (const tile of node.querySelectorAll<HTMLElement>('[data-person-id]')) note(tile)
    }
    const seen = new MutationObserver((mutations) => {
      for (const { type, target, addedNodes } of mutations) {
        if (type === 'attributes') within(target)
        else for (const node of addedNodes) within(node)
      }
    })
    seen.observe(document.querySelector('main') ?? document.body, {
      subtree: true,
      childList: true,
      attributeFilter: ['data-state', 'data-alert'],
    })
  })

export async function paintsOf(page: Page): Promise<Paint[]> {
  return z.array(Paint).parse(await page.evaluate(() => window.hearthlinePaints ?? []))
}

const change = /^42\["change",/
const resync = /^42\d*\["resync"/
const Frame = z.tuple([z.string(), z.object({ revision: z.int() })]).rest(z.unknown())

/** Follows the words between this page and control from the next connection on. */
export function followRevisions(page: Page): { changes(): number; dropped(): number } {
  let changes = 0
  let dropped = 0
  let last: number | null = null
  page.on('websocket', (socket) => {
    if (!socket.url().includes('/socket.io/')) return
    last = null
    socket.on('framereceived', ({ payload }) => {
      const text = String(payload)
      if (text.startsWith('42["snapshot",')) last = null
      if (!change.test(text)) return
      const [, { revision }] = Frame.parse(JSON.parse(text.slice(2)))
      if (last !== null) dropped += Math.abs(revision - last - 1)
      last = revision
      changes += 1
    })
    // A page that misses one asks for all anew.
    socket.on('framesent', ({ payload }) => (dropped += resync.test(String(payload)) ? 1 : 0))
  })
  return { changes: () => changes, dropped: () => dropped }
}

const Metrics = z.object({ metrics: z.array(z.object({ name: z.string(), value: z.number() })) })

/**
 * The page's main thread, all in seconds since any moment: in tasks by the clock, of these on a processor, and the clock.
 */
export async function mainThread(
  debug: CDPSession,
): Promise<{ busy: number; onProcessor: number; clock: number }> {
  const { metrics } = Metrics.parse(await debug.send('Performance.getMetrics'))
  const value = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN
  return { busy: value('TaskDuration'), onProcessor: value('ThreadTime'), clock: value('Timestamp') }
}
