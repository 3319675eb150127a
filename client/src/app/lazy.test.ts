import { describe, expect, it } from 'vitest'
import { loadPatiently } from './lazy.ts'

const failingTimes = (failures: number) => {
  let tries = 0
  return {
    load: async (): Promise<number> => {
      tries += 1
      if (tries <= failures) throw new Error(`download ${tries} failed`)
      return tries
    },
    waits: [] as number[],
  }
}

describe('loadPatiently', () => {
  it.each<[failures: number, tries: number, waits: number[]]>([
    [0, 1, []],
    [1, 2, [5]],
    [2, 3, [5, 9]],
  ])('after %i failures it has the code at try %i', async (failures, tries, waits) => {
    const code = failingTimes(failures)
    const wait = async (ms: number): Promise<void> => void code.waits.push(ms)
    await expect(loadPatiently(code.load, [5, 9], wait)).resolves.toBe(tries)
    expect(code.waits).toEqual(waits)
  })

  it('gives the last error when every try failed', async () => {
    const code = failingTimes(3)
    await expect(loadPatiently(code.load, [5, 9], async () => undefined)).rejects.toThrow('download 3 failed')
  })
})
