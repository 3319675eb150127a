import { importLimits } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { base64Of, readImportFile } from './import-file.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const file = (bytes: Uint8Array<ArrayBuffer>) => new File([bytes], 'people.csv')

describe('readImportFile', () => {
  it('hands on the bytes as they are, also past one chunk', async () => {
    const text = `userName\r\n${'周,é\n'.repeat(20_000)}`
    const read = await readImportFile(file(bytesOf(text)))
    expect(read.ok && Buffer.from(read.csv, 'base64').toString('utf8')).toBe(text)
  })

  it.each([
    ['not-utf8', new Uint8Array([0x61, 0xff, 0xfe])],
    ['not-utf8', new Uint8Array([0xc3])],
    ['empty', new Uint8Array()],
    ['too-large', new Uint8Array(importLimits.bytes + 1)],
  ] as const)('refuses %s', async (fault, bytes) => {
    expect(await readImportFile(file(bytes))).toEqual({ ok: false, fault })
  })

  it('refuses a file that cannot be read any more', async () => {
    const gone = { name: 'x', size: 5, arrayBuffer: () => Promise.reject(new Error('NotReadableError')) }
    expect(await readImportFile(gone)).toEqual({ ok: false, fault: 'unreadable' })
  })
})

describe('base64Of', () => {
  it('pads', () => {
    expect(base64Of(bytesOf('a'))).toBe('YQ==')
  })
})
