import type { ChosenDisposition } from '@hearthline/shared'

/** Outcomes as the list shows them, with the key that picks each. */
export const outcomeGroups: readonly {
  group: 'talked' | 'protect' | 'other'
  outcomes: readonly { outcome: ChosenDisposition; key: string | null }[]
}[] = [
  {
    group: 'talked',
    outcomes: [
      { outcome: 'promise-to-pay', key: '1' },
      { outcome: 'hardship', key: '2' },
      { outcome: 'call-back-later', key: '3' },
      { outcome: 'refuses-to-pay', key: '4' },
    ],
  },
  {
    group: 'protect',
    outcomes: [
      { outcome: 'disputes-debt', key: '5' },
      { outcome: 'stop-calling', key: '6' },
      { outcome: 'complaint', key: '7' },
      { outcome: 'has-attorney', key: '8' },
      { outcome: 'bereavement', key: '9' },
    ],
  },
  {
    group: 'other',
    outcomes: [
      { outcome: 'wrong-person', key: '0' },
      { outcome: 'not-in-service', key: null },
      { outcome: 'no-contact', key: null },
    ],
  },
]

/** The outcome of a digit, null for a key that picks none. */
export const outcomeOfKey = (key: string): ChosenDisposition | null =>
  outcomeGroups.flatMap(({ outcomes }) => outcomes).find((one) => one.key === key)?.outcome ?? null
