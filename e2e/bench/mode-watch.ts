import type { MonitorMode } from '@hearthline/shared'
import type { Page } from '@playwright/test'
import { z } from 'zod'

declare global {
  interface Window {
    /** Every mode that the page has shown as confirmed since, in order. */
    hearthlineModes?: { mode: string; atMs: number }[]
  }
}

/** Notes from now on when the live call's page shows which mode as the voice node's word. */
export const noteModes = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const modes: { mode: string; atMs: number }[] = []
    window.hearthlineModes = modes
    const look = (): void => {
      const mode = document.querySelector<HTMLElement>('[data-monitor-mode]')?.dataset['monitorMode']
      if (mode === undefined || mode === modes.at(-1)?.mode) return
      modes.push({ mode, atMs: performance.timeOrigin + performance.now() })
    }
    look()
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      attributeFilter: ['data-monitor-mode'],
    })
  })

/** When `mode` was first confirmed after `sinceMs`; waits for it. */
export async function modeConfirmed(page: Page, mode: MonitorMode | 'off', sinceMs: number): Promise<number> {
  const handle = await page.waitForFunction(
    ([wanted, since]) =>
      window.hearthlineModes?.find((one) => one.mode === wanted && one.atMs > since)?.atMs ?? null,
    [mode, sinceMs] as const,
  )
  return z.number().parse(await handle.jsonValue())
}
