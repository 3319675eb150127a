import type { MonitorMode, MonitoringSpan } from '@hearthline/shared'
import {
  IconArrowsExchange,
  IconEar,
  IconMessage2,
  IconUsers,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useClockOffset } from '../../realtime/index.ts'
import { Chip } from '../../ui/components/alert.tsx'
import { useCustomerName } from '../../ui/components/call-words.tsx'
import { PersonName } from '../../ui/components/person.tsx'
import type { Tone } from '../../ui/components/state-mark.tsx'
import { Timer } from '../../ui/components/timer.tsx'
import { duration, moment } from '../../ui/format/time.ts'

const looks: Record<MonitorMode, { icon: TablerIcon; tone: Tone }> = {
  listen: { icon: IconEar, tone: 'idle' },
  whisper: { icon: IconMessage2, tone: 'coach' },
  barge: { icon: IconUsers, tone: 'coach' },
  'take-over': { icon: IconArrowsExchange, tone: 'warn' },
}

const Length = ({ span }: { span: MonitoringSpan }) => {
  const { t } = useTranslation('supervisionLog')
  const offsetMs = useClockOffset()
  if (span.endedAt !== null) return <>{duration(span.endedAt - span.startedAt)}</>
  return (
    <Chip tone="live">
      {t('running')} <Timer since={span.startedAt} offsetMs={offsetMs} />
    </Chip>
  )
}

/** One row for each stretch in one mode, newest first. */
export const LogTable = ({ spans }: { spans: readonly MonitoringSpan[] }) => {
  const { t, i18n } = useTranslation('supervisionLog')
  const customerName = useCustomerName()
  return (
    <table className="tight">
      <thead>
        <tr>
          <th scope="col">{t('columns.when')}</th>
          <th scope="col">{t('columns.lead')}</th>
          <th scope="col">{t('columns.mode')}</th>
          <th scope="col" className="r">
            {t('columns.length')}
          </th>
          <th scope="col">{t('columns.agent')}</th>
          <th scope="col" className="wide-only">
            {t('columns.team')}
          </th>
          <th scope="col">{t('columns.told')}</th>
          <th scope="col">{t('columns.call')}</th>
        </tr>
      </thead>
      <tbody>
        {spans.map((span) => {
          const { icon, tone } = looks[span.mode]
          return (
            <tr key={span.spanId} data-span-id={span.spanId} data-mode={span.mode}>
              <td className="num t2 nw">{moment(span.startedAt, i18n.language)}</td>
              <td className="m">
                <PersonName name={span.lead.displayName} />
              </td>
              <td>
                <Chip tone={tone} icon={icon}>
                  {t(`mode.${span.mode}`)}
                </Chip>
              </td>
              <td className="r num nw">
                <Length span={span} />
              </td>
              <td>
                <PersonName name={span.agent?.displayName ?? '–'} />
              </td>
              <td className="t2 wide-only">
                <PersonName name={span.team?.name ?? '–'} />
              </td>
              <td className="t2">
                <PersonName name={t(`told.${span.disclosure}`)} className="sentence" />
              </td>
              <td>
                <Link
                  to="/recordings/$callId"
                  params={{ callId: span.callId }}
                  className="link name el"
                  title={t('toCall', { name: customerName(span) })}
                >
                  {customerName(span)}
                </Link>
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
