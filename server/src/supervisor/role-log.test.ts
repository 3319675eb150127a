import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRoleLog, readableLine } from './role-log.ts'

describe('the log file of a role', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'hearthline-log-'))
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))
  const textOf = (file: string) => readFileSync(join(dir, file), 'utf8')

  it('appends to what an earlier run wrote', () => {
    const first = openRoleLog(dir, 'voice')
    first.write('one')
    first.dispose()
    first.dispose()
    first.write('after the end')
    const second = openRoleLog(dir, 'voice')
    second.write('two')
    second.dispose()
    expect(textOf('voice.log')).toBe('one\ntwo\n')
  })

  it('rotates by size and keeps three old files', () => {
    const log = openRoleLog(dir, 'control', 10)
    for (const line of ['aaaaaa', 'bbbbbb', 'cccccc', 'dddddd', 'eeeeee']) log.write(line)
    log.dispose()
    expect(readdirSync(dir).toSorted()).toEqual([
      'control.log',
      'control.log.1',
      'control.log.2',
      'control.log.3',
    ])
    expect(textOf('control.log')).toBe('eeeeee\n')
    expect(textOf('control.log.3')).toBe('bbbbbb\n')
  })
})

describe('what the terminal shows of a log', () => {
  it.each([
    ['{"level":30,"msg":"call opened"}', null],
    ['{"level":40,"msg":"trunk is down"}', 'voice warning: trunk is down'],
    [
      '{"level":50,"msg":"cannot seal","err":{"message":"disk full"},"callId":"c1"}',
      'voice error: cannot seal (disk full; call c1)',
    ],
    ['TypeError: x is not a function', 'voice: TypeError: x is not a function'],
    ['{"broken', 'voice: {"broken'],
    ['', null],
  ])('%s', (line, shown) => {
    expect(readableLine('voice', line)).toBe(shown)
  })
})
