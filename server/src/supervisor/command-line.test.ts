import { describe, expect, it } from 'vitest'
import { parseCommandLine, usage } from './command-line.ts'

describe('the command line', () => {
  it.each([
    ['', { type: 'supervise', demo: false, carrierControlPort: null }],
    ['--demo', { type: 'supervise', demo: true, carrierControlPort: null }],
    ['--demo --carrier-control-port 4100', { type: 'supervise', demo: true, carrierControlPort: 4100 }],
    ['--role voice', { type: 'role', role: 'voice', demo: false, carrierControlPort: null }],
    ['enrol ada.mercer', { type: 'console', words: ['enrol', 'ada.mercer'] }],
    ['trunk list', { type: 'console', words: ['trunk', 'list'] }],
  ])('%s', (text, invocation) => {
    expect(parseCommandLine(text.split(' ').filter((word) => word !== ''))).toEqual({ ok: true, invocation })
  })

  it.each(['--role media', '--demoo', 'start', '--carrier-control-port 0', '--role'])(
    'refuses %s',
    (text) => {
      expect(parseCommandLine(text.split(' '))).toEqual({ ok: false, line: usage })
    },
  )
})
