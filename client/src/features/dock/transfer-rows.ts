import type { callRoutes } from '@hearthline/shared'
import type { z } from 'zod'
import type { ConsultTo } from '../../softphone/index.ts'
import { cleanNumber } from './dial-number.ts'

export type Target = z.infer<(typeof callRoutes)['targets']['answer']>['items'][number]

interface RowBase {
  key: string
  name: string
  /** Could take a call now. */
  free: boolean
  to: ConsultTo
}
export type TransferRow =
  | (RowBase & { type: 'agent'; teams: readonly string[] })
  | (RowBase & { type: 'team'; freeAgents: number })
  | (RowBase & { type: 'number' })

/** Whatever has a letter is a name, and fewer digits than this are no number yet: control decides about the rest. */
const isNumber = (text: string): boolean =>
  !/\p{L}/u.test(text) && cleanNumber(text).digits.replace('+', '').length >= 3

/** What the panel lists: the typed number first, then who is free, then who is not. */
export function transferRows(text: string, targets: readonly Target[]): readonly TransferRow[] {
  const rows = targets.map((target): TransferRow => {
    switch (target.type) {
      case 'agent':
        return {
          type: 'agent',
          key: target.personId,
          name: target.displayName,
          teams: target.teams,
          free: target.free,
          to: { type: 'agent', personId: target.personId },
        }
      case 'team':
        return {
          type: 'team',
          key: target.teamId,
          name: target.name,
          freeAgents: target.freeAgents,
          free: target.freeAgents > 0,
          to: { type: 'team', teamId: target.teamId },
        }
      default:
        return target satisfies never
    }
  })
  const inOrder = rows.toSorted((one, other) => Number(other.free) - Number(one.free))
  if (!isNumber(text)) return inOrder
  const { digits } = cleanNumber(text)
  return [
    { type: 'number', key: 'number', name: digits, free: true, to: { type: 'number', text: text.trim() } },
    ...inOrder,
  ]
}
