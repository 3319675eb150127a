import { describe, expect, it } from 'vitest'
import { cpuMs } from '../testing/processor-time.ts'
import { createFloodGate, type FloodGate } from './flood-gate.ts'

const limits = {
  flow: { perSecond: 10, burst: 20 },
  address: { perSecond: 30, burst: 50 },
  trunk: { perSecond: 100, burst: 100 },
}

function passes(
  gate: FloodGate,
  flow: string,
  address: string,
  times: number,
  nowMs: number,
  trunk = false,
): number {
  let passed = 0
  for (let at = 0; at < times; at++) if (gate.admit(flow, address, trunk, nowMs) === 'pass') passed++
  return passed
}

describe('flood gate', () => {
  it('SIP-13: a flow gets its burst, then its rate', () => {
    const gate = createFloodGate(limits)
    expect(passes(gate, 'a', '192.0.2.1', 40, 0)).toBe(20)
    expect(passes(gate, 'a', '192.0.2.1', 40, 500)).toBe(5)
  })

  it('SIP-13: a flow that goes on is cut', () => {
    const gate = createFloodGate(limits)
    passes(gate, 'a', '192.0.2.1', 40, 0)
    expect(gate.admit('a', '192.0.2.1', false, 0)).toBe('cut')
  })

  it('SIP-13: many flows of one address share its limit, and another address keeps its own', () => {
    const gate = createFloodGate(limits)
    let passed = 0
    for (let flow = 0; flow < 10; flow++) passed += passes(gate, `f${flow}`, '192.0.2.1', 20, 0)
    expect(passed).toBe(50)
    expect(passes(gate, 'g', '192.0.2.2', 20, 0)).toBe(20)
  })

  it('SIP-13: a trunk has its own limit, whatever strangers do', () => {
    const gate = createFloodGate(limits)
    passes(gate, 'f', '192.0.2.9', 1000, 0)
    expect(passes(gate, 'f', '192.0.2.9', 200, 0, true)).toBe(100)
  })

  it('SIP-13: 200,000 made-up addresses do not make it slow', () => {
    const gate = createFloodGate(limits)
    const started = cpuMs()
    for (let at = 0; at < 200_000; at++)
      gate.admit(`u${at}`, `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`, false, 0)
    expect(cpuMs() - started).toBeLessThan(3000)
  })
})
