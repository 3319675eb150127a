import { describe, expect, it } from 'vitest'
import { roleRows } from './role-rows.ts'

describe('roleRows', () => {
  const rows = roleRows()
  const of = (key: string) => rows.find((row) => row.key === key)

  it('says what the server allows', () => {
    expect(of('devices.approve')?.roles).toEqual(['administrator'])
    expect(of('accessRequests.grant')?.roles).toEqual(['lead', 'administrator'])
    expect(of('access.sipAccount')?.roles).toEqual(['agent', 'lead'])
  })

  it('leaves out what anybody may do, and names each thing once', () => {
    expect(of('access.signIn')).toBeUndefined()
    expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length)
    expect(rows.length).toBeGreaterThan(40)
  })
})
