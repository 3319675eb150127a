import { describe, expect, it } from 'vitest'
import { fileNameOf, readAll } from './file-answer.ts'

describe('fileNameOf', () => {
  it.each([
    ['attachment; filename="hearthline-audit-20261119T1231Z.csv"', 'hearthline-audit-20261119T1231Z.csv'],
    ['attachment; filename="../../x.csv"', 'audit.csv'],
    ['attachment', 'audit.csv'],
    [null, 'audit.csv'],
  ])('%s is %s', (header, name) => {
    expect(fileNameOf(header, 'audit.csv')).toBe(name)
  })
})

const streamOf = (chunks: string[], error?: Error) =>
  new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk))
      if (error === undefined) controller.close()
      else controller.error(error)
    },
  })

describe('readAll', () => {
  it('keeps every byte and counts them', async () => {
    const heard: number[] = []
    const blob = await readAll(streamOf(['seq,time\r\n', '1,周']), (bytes) => heard.push(bytes))
    expect(await blob.text()).toBe('seq,time\r\n1,周')
    expect(heard).toEqual([10, 15])
  })

  it('throws when the answer breaks off, so that half a file is never kept', async () => {
    await expect(readAll(streamOf(['a'], new Error('cut')), () => undefined)).rejects.toThrow('cut')
  })
})
