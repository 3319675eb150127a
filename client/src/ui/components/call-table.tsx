import type { CallRecord } from '@hearthline/shared'
import { IconCheck, IconCircleFilled, IconMicrophoneOff, IconAlertOctagon } from '@tabler/icons-react'
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { dayAndTime, duration } from '../format/time.ts'
import { Chip } from './alert.tsx'
import { DirectionMark, DispositionChip, useCustomerName, useEndWords } from './call-words.tsx'
import { PersonName } from './person.tsx'
import { useNow } from './timer.tsx'

const RecordingMark = ({ call }: { call: CallRecord }) => {
  const { t } = useTranslation('calls')
  if (call.recording === null) {
    return (
      <span className="row g4 t3 nw">
        <IconMicrophoneOff className="ic" size={14} stroke={1.75} aria-hidden />
        {t('recording.none')}
      </span>
    )
  }
  switch (call.recording.state) {
    case 'recording':
      return (
        <Chip tone="bad" icon={IconCircleFilled}>
          {t('recording.recording')}
        </Chip>
      )
    case 'sealed':
      return (
        <Chip tone="ready" icon={IconCheck} line>
          {t('recording.sealed')}
        </Chip>
      )
    case 'failed':
      return (
        <Chip tone="bad" icon={IconAlertOctagon} line>
          {t('recording.failed')}
        </Chip>
      )
    default:
      return call.recording.state satisfies never
  }
}

/** Nobody talked in a call that was not answered, not even for 0:00. */
const talk = ({ answeredAt, talkMs }: CallRecord): string =>
  answeredAt === null || talkMs === null ? '–' : duration(talkMs)

/** Up and down arrows walk the rows. */
const walk = (event: KeyboardEvent<HTMLElement>) => {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const row = event.currentTarget.closest('tr')
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling
  const button = next?.querySelector('button')
  if (button instanceof HTMLElement) {
    event.preventDefault()
    button.focus()
  }
}

/** Call records as rows; one may be chosen. Arrow keys walk the rows, Enter or a press chooses. */
export const CallTable = ({
  calls,
  chosen,
  onChoose,
  withAgent,
}: {
  calls: readonly CallRecord[]
  chosen: string | null
  onChoose: (call: CallRecord) => void
  withAgent: boolean
}) => {
  const { t, i18n } = useTranslation('calls')
  const customerName = useCustomerName()
  const endWords = useEndWords()
  const now = useNow(60_000)
  return (
    <table className="tight">
      <thead>
        <tr>
          <th scope="col">{t('columns.when')}</th>
          {withAgent && <th scope="col">{t('columns.agent')}</th>}
          <th scope="col">{t('columns.customer')}</th>
          <th scope="col">{t('columns.number')}</th>
          <th scope="col" className="wide-only">
            {t('columns.direction')}
          </th>
          <th scope="col" className="r">
            {t('columns.talk')}
          </th>
          <th scope="col">{t('columns.outcome')}</th>
          <th scope="col" className={withAgent ? '' : 'wide-only'}>
            {t('columns.end')}
          </th>
          <th scope="col">{t('columns.recording')}</th>
        </tr>
      </thead>
      <tbody>
        {calls.map((call) => (
          <tr
            key={call.callId}
            className={call.callId === chosen ? 'act sel' : 'act'}
            aria-selected={call.callId === chosen}
            onClick={() => onChoose(call)}
          >
            <td className="num nw">{dayAndTime(call.startedAt, now, i18n.language)}</td>
            {withAgent && (
              <td>
                <PersonName name={call.agent?.displayName ?? '–'} />
              </td>
            )}
            <td>
              <button
                type="button"
                className="row-button m"
                aria-pressed={call.callId === chosen}
                onKeyDown={walk}
                onClick={(event) => {
                  event.stopPropagation()
                  onChoose(call)
                }}
              >
                <PersonName name={customerName(call)} />
              </button>
            </td>
            <td className="num t2 nw">{call.customer.maskedNumber}</td>
            <td className="t2 wide-only">
              <DirectionMark direction={call.direction} />
            </td>
            <td className="r num">{talk(call)}</td>
            <td>
              <DispositionChip disposition={call.disposition} />
            </td>
            <td className={withAgent ? 't2' : 't2 wide-only'}>
              <PersonName name={endWords(call)} className="sentence" />
            </td>
            <td>
              <RecordingMark call={call} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
