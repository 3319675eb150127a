import type { Anomaly } from '@hearthline/shared'
import { useTranslation } from 'react-i18next'
import { Chip } from '../../ui/components/alert.tsx'
import { useNow } from '../../ui/components/timer.tsx'
import { useAgo } from '../../ui/format/ago.ts'
import { dayAndTime } from '../../ui/format/time.ts'
import { takenTones } from './alert-card.tsx'
import { useAlertSentence } from './use-alert-words.ts'

/** Alerts that somebody has looked at, with what they found. */
export const ClosedAlerts = ({ anomalies }: { anomalies: readonly Anomaly[] }) => {
  const { t, i18n } = useTranslation('adminAccess')
  const sentence = useAlertSentence()
  const ago = useAgo()
  const now = useNow(60_000)
  return (
    <table>
      <thead>
        <tr>
          {(['at', 'what', 'policy', 'closed', 'note'] as const).map((column) => (
            <th key={column} scope="col">
              {t(`alerts.columns.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {anomalies.map((anomaly) => (
          <tr key={anomaly.anomalyId}>
            <td className="num nw">{dayAndTime(anomaly.at, now, i18n.language)}</td>
            <td className="break">{sentence(anomaly)}</td>
            <td>
              <Chip tone={takenTones[anomaly.taken]}>{t(`alerts.short.${anomaly.taken}`)}</Chip>
            </td>
            <td className="t2 num">
              {anomaly.closedAt === null
                ? '–'
                : anomaly.closedBy === null
                  ? t('alerts.closedByNobody', { ago: ago(anomaly.closedAt) })
                  : t('alerts.closedBy', {
                      name: anomaly.closedBy.displayName,
                      ago: ago(anomaly.closedAt),
                    })}
            </td>
            <td className="break note-text">{anomaly.note === '' ? '–' : anomaly.note}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
