import type { AccessRequest } from '@hearthline/shared'
import { useTranslation } from 'react-i18next'
import { Chip } from '../../ui/components/alert.tsx'
import { PersonName } from '../../ui/components/person.tsx'
import { ScrollRegion } from '../../ui/components/scroll-region.tsx'
import { useNow } from '../../ui/components/timer.tsx'
import { dayAndTime } from '../../ui/format/time.ts'

const tones = { waiting: 'hold', granted: 'ready', refused: 'bad', lapsed: 'idle' } as const

/** What is over: asked, and decided or lapsed; newest first. */
export const DecidedTable = ({ requests }: { requests: readonly AccessRequest[] }) => {
  const { t, i18n } = useTranslation('requests')
  const now = useNow(60_000)
  const when = (at: number) => dayAndTime(at, now, i18n.language)
  return (
    <div className="card">
      <ScrollRegion label={t('title')} className="tablewrap">
        <table>
          <thead>
            <tr>
              <th>{t('columns.person')}</th>
              <th>{t('columns.what')}</th>
              <th>{t('new')}</th>
              <th>{t('columns.asked')}</th>
              <th>{t('columns.state')}</th>
              <th>{t('columns.by')}</th>
            </tr>
          </thead>
          <tbody>
            {requests.map((request) => (
              <tr key={request.requestId}>
                <td>
                  <PersonName name={request.person.displayName} className="b" />
                </td>
                <td>{t(`kind.${request.kind}`)}</td>
                <td className="code">{request.address}</td>
                <td className="num nw">{when(request.requestedAt)}</td>
                <td>
                  <span className="row g8">
                    <Chip tone={tones[request.state]}>{t(`state.${request.state}`)}</Chip>
                    {request.state === 'granted' && request.grantEndsAt !== null && (
                      <span className="xs t2 num nw">{t('until', { when: when(request.grantEndsAt) })}</span>
                    )}
                    {request.reason !== null && request.state === 'refused' && (
                      <span className="xs t2 el name sentence" title={request.reason}>
                        {request.reason}
                      </span>
                    )}
                  </span>
                </td>
                <td>
                  {request.decidedBy === null ? '' : <PersonName name={request.decidedBy.displayName} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </div>
  )
}
