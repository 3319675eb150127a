import { floorLimits, type LiveCall } from '@hearthline/shared'
import {
  IconArrowsExchange,
  IconCoffee,
  IconLifebuoy,
  IconMicrophoneOff,
  IconPhoneX,
  IconPlayerPause,
  IconPlugConnectedX,
  IconRefresh,
  IconHourglass,
  IconVolumeOff,
  IconWifi,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../ui/components/icon.tsx'
import type { Tone } from '../../ui/components/state-mark.tsx'
import { duration } from '../../ui/format/time.ts'
import type { Alert, AlertKind } from './floor-alerts.ts'
import { useFloorCommands } from './floor-commands.ts'
import type { FloorRow } from './floor-summary.ts'
import { TickingTime } from './ticker.tsx'

const looks: Record<AlertKind, { tone: Tone; icon: TablerIcon }> = {
  help: { tone: 'coach', icon: IconLifebuoy },
  lineLost: { tone: 'warn', icon: IconRefresh },
  recordingFailed: { tone: 'bad', icon: IconMicrophoneOff },
  unreachable: { tone: 'bad', icon: IconPlugConnectedX },
  longHold: { tone: 'hold', icon: IconPlayerPause },
  poorLine: { tone: 'bad', icon: IconWifi },
  longSilence: { tone: 'warn', icon: IconVolumeOff },
  overTalk: { tone: 'warn', icon: IconArrowsExchange },
  missedRings: { tone: 'hold', icon: IconPhoneX },
  wrapOver: { tone: 'wrap', icon: IconHourglass },
  breakOver: { tone: 'idle', icon: IconCoffee },
  missedRing: { tone: 'idle', icon: IconPhoneX },
}
export const toneOfAlert = (kind: AlertKind): Tone => looks[kind].tone
export const iconOfAlert = (kind: AlertKind): TablerIcon => looks[kind].icon

const mosOf = (call: LiveCall | null): string => (call?.quality?.mos ?? 0).toFixed(1)

const pathWord = ({ agent }: FloorRow, count: number): 'checks' | 'noPhone' | 'noSocket' =>
  count >= floorLimits.missedChecks ? 'checks' : agent.reachability.phone ? 'noSocket' : 'noPhone'

/** An alert in a few words for a tile, and in a sentence for the list of needs. */
export function useAlertWords(): {
  short: (alert: Alert, row: FloorRow) => string
  long: (alert: Alert, row: FloorRow) => string
} {
  const { t } = useTranslation('floor')
  const { me } = useFloorCommands()
  return {
    short: ({ kind, count }, row) => {
      switch (kind) {
        case 'help': {
          const by = row.help?.claimed?.by
          if (by === undefined) return t('short.help')
          return by.personId === me ? t('short.helpMine') : t('short.helpClaimed', { name: by.displayName })
        }
        case 'unreachable':
          return t(`short.${pathWord(row, count)}`, { count })
        case 'poorLine':
          return count === 0 ? t('short.poorQuality') : t('short.poorLine', { count })
        case 'missedRings':
          return t('short.missedRings', { count })
        case 'lineLost':
        case 'recordingFailed':
        case 'longHold':
        case 'longSilence':
        case 'overTalk':
        case 'wrapOver':
        case 'breakOver':
        case 'missedRing':
          return t(`short.${kind}`)
        default:
          return kind satisfies never
      }
    },
    long: ({ kind, count }, row) => {
      switch (kind) {
        case 'help': {
          if (row.help === null) return t('short.help')
          const reason = t(`help.reason.${row.help.reason}`)
          return row.help.callId === null ? t('long.helpAway', { reason }) : t('long.help', { reason })
        }
        case 'unreachable':
          return t(`long.${pathWord(row, count)}`, { count })
        case 'poorLine':
          return count === 0
            ? t('long.poorQuality', { mos: mosOf(row.call) })
            : t('long.poorLine', { count, mos: mosOf(row.call) })
        case 'missedRings':
          return t('long.missedRings', { count })
        case 'longHold':
          return t('long.longHold', { limit: duration(floorLimits.longHoldMs) })
        case 'longSilence':
          return t('long.longSilence', { limit: duration(floorLimits.longSilenceMs) })
        case 'lineLost':
        case 'recordingFailed':
        case 'overTalk':
        case 'wrapOver':
        case 'breakOver':
        case 'missedRing':
          return t(`long.${kind}`)
        default:
          return kind satisfies never
      }
    },
  }
}

const timed: ReadonlySet<AlertKind> = new Set(['help', 'wrapOver', 'breakOver'])

/** Icon, word and, where it is not the tile's own time already, since when. */
export const AlertMark = ({
  alert,
  row,
  narrow = false,
}: {
  alert: Alert
  row: FloorRow
  /** Only where the time says more than the words. */
  narrow?: boolean
}) => {
  const { short } = useAlertWords()
  const dated = alert.sinceMs !== null && alert.sinceMs !== row.sinceMs
  return (
    <span className={`row g4 b el c-${toneOfAlert(alert.kind)}`}>
      <Icon of={iconOfAlert(alert.kind)} size={14} />
      <span className="el">{short(alert, row)}</span>
      {dated && (!narrow || timed.has(alert.kind)) && <TickingTime sinceMs={alert.sinceMs ?? 0} />}
    </span>
  )
}
