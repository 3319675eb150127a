import { getI18n } from 'react-i18next'
import { loadTexts, type TextBundle } from '../i18n/i18n.ts'
import { lazy, type ComponentType, type LazyExoticComponent } from 'react'

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Downloads code that may fail on a weak network: asks again after each delay, then gives the last error.
 * @param delaysMs how long to wait before the second, third… try
 */
export async function loadPatiently<Code>(
  load: () => Promise<Code>,
  delaysMs: readonly number[] = [400, 1_600],
  wait: (ms: number) => Promise<void> = sleep,
): Promise<Code> {
  for (const delayMs of delaysMs) {
    try {
      return await load()
    } catch {
      await wait(delayMs)
    }
  }
  return load()
}

/** `React.lazy` for a named export. */
export const lazyNamed = <Name extends string, Props extends object>(
  load: () => Promise<Record<Name, ComponentType<Props>>>,
  name: Name,
): LazyExoticComponent<ComponentType<Props>> =>
  lazy(async () => ({ default: (await loadPatiently(load))[name] }))

/**
 * A page of the router, fetched ahead when a link to it is pointed at. The router's own lazy component reloads the
 * whole page when the download fails, which would end the call that runs.
 */
export const lazyPage = <Name extends string>(
  load: () => Promise<Record<Name, ComponentType>>,
  name: Name,
): LazyExoticComponent<ComponentType> & { preload: () => Promise<void> } =>
  Object.assign(lazyNamed(load, name), {
    // A failure is no news yet: the page asks again when it is opened.
    preload: () =>
      load().then(
        () => undefined,
        () => undefined,
      ),
  })

/** Code together with the texts it needs, for `lazyNamed` and `lazyPage`. */
const withTexts =
  <Code>(load: () => Promise<Code>, names: readonly TextBundle[]): (() => Promise<Code>) =>
  async () => {
    const [code] = await Promise.all([load(), ...names.map((name) => loadTexts(getI18n(), name))])
    return code
  }

/** For pages that are opened later. */
export const withLateTexts = <Code>(load: () => Promise<Code>): (() => Promise<Code>) =>
  withTexts(load, ['late'])

/** For what leads do to an agent: small, so that a weak network is no reason for it not to be read. */
export const withSteeringTexts = <Code>(load: () => Promise<Code>): (() => Promise<Code>) =>
  withTexts(load, ['steering'])

/** For what the softphone opens in a call; fetched ahead when the call begins. */
export const withDockTexts = <Code>(load: () => Promise<Code>): (() => Promise<Code>) =>
  withTexts(load, ['dockPanels'])

/** The pre-shift check. */
export const withCheckTexts = <Code>(load: () => Promise<Code>): (() => Promise<Code>) =>
  withTexts(load, ['preShift'])

/** Promises to call, on their page and beside the work. */
export const withCallBackTexts = <Code>(load: () => Promise<Code>): (() => Promise<Code>) =>
  withTexts(load, ['callBacks'])

/** Search and actions. */
export const withPaletteTexts = <Code>(load: () => Promise<Code>): (() => Promise<Code>) =>
  withTexts(load, ['palette'])

/** For screens before sign-in. */
export const withEntryTexts = <Code>(load: () => Promise<Code>): (() => Promise<Code>) =>
  withTexts(load, ['entry'])
