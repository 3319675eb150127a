import { CallId } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { createWritingFiles } from './writing-files.ts'

const [one, other] = [1, 2].map((digit) => CallId.parse(`00000000-0000-4000-8000-00000000000${digit}`))

describe('files that workers write', () => {
  it('MED-10: a file is free when nobody writes it, or once its worker has sealed it or is gone', async () => {
    if (!one || !other) throw new Error('no calls')
    const files = createWritingFiles()
    const told: string[] = []
    await files.whenReleased('/a')
    files.claim(one, '/a')
    files.claim(other, '/b')
    // A worker that has the file refuses a second one: the first stays.
    files.claim(one, '/c')
    await files.whenReleased('/c')
    const freed = files.whenReleased('/a').then(() => told.push('a is free'))
    files.release(other)
    await files.whenReleased('/b')
    told.push('b is free')
    files.release(one)
    await freed
    expect(told).toEqual(['b is free', 'a is free'])
    files.release(one)
  })

  it('MED-10: a room that was lost and goes on elsewhere claims its file again', async () => {
    if (!one) throw new Error('no call')
    const files = createWritingFiles()
    files.claim(one, '/a')
    files.release(one)
    files.claim(one, '/a')
    const told: string[] = []
    const freed = files.whenReleased('/a').then(() => told.push('free'))
    await Promise.resolve()
    expect(told).toEqual([])
    files.release(one)
    await freed
    expect(told).toEqual(['free'])
  })
})
