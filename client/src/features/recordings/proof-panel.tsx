import type { Recording } from '@hearthline/shared'
import type { UseQueryResult } from '@tanstack/react-query'
import { IconShieldOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../../api/query.ts'
import { IntegrityBadge } from '../../ui/components/badges.tsx'
import { Empty, ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { useNow } from '../../ui/components/timer.tsx'
import { bytes, dayAndTime, duration } from '../../ui/format/time.ts'

const Proof = ({ recording }: { recording: Recording }) => {
  const { t, i18n } = useTranslation('recordings')
  const now = useNow(60_000)
  return (
    <div className="p16 scroll col g12">
      <dl className="dt">
        <dt>{t('integrity')}</dt>
        <dd className="row g6 wrap">
          <IntegrityBadge integrity={recording.integrity} />
          {recording.verifiedAt !== null && (
            <span className="xs t3 num">
              {t('checked', { when: dayAndTime(recording.verifiedAt, now, i18n.language) })}
            </span>
          )}
        </dd>
        <dt>{t('sha256')}</dt>
        <dd className="code xs hash">
          {recording.sha256 === null ? '–' : recording.sha256.replaceAll(/(.{8})(?=.)/g, '$1 ')}
        </dd>
        <dt>{t('length')}</dt>
        <dd className="num">{recording.durationMs === null ? '–' : duration(recording.durationMs)}</dd>
        <dt>{t('size')}</dt>
        <dd className="num">
          {recording.sizeBytes === null ? '–' : bytes(recording.sizeBytes, i18n.language)}
        </dd>
      </dl>
      <div className="hr" />
      <h3 className="sec">{t('listened')}</h3>
      {recording.listened.length === 0 ? (
        <p className="sm t3">{t('nobody')}</p>
      ) : (
        <ul className="col g10 sm">
          {recording.listened.map((access) => (
            <li key={`${access.at} ${access.by.personId}`} className="row g10 top">
              <span className="num t2 nw">{dayAndTime(access.at, now, i18n.language)}</span>
              <span className="f1">
                <b className="b">{access.by.displayName}</b>
                <br />
                <span className="t2">
                  {t(`reasons.${access.reason}`)}
                  {access.note !== '' && `, ${access.note}`}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** Whether the recording is what was sealed, and who heard it. */
export const ProofPanel = ({
  recording,
  exists,
}: {
  recording: UseQueryResult<Recording>
  exists: boolean
}) => {
  const { t } = useTranslation('recordings')
  return (
    <section className="card list-box" aria-label={t('proof')}>
      <div className="hd">
        <h2 className="h3">{t('proof')}</h2>
      </div>
      {!exists ? (
        <Empty icon={IconShieldOff} title={t('noRecording')} />
      ) : recording.isError ? (
        <ErrorState
          title={t('proofFailed')}
          problem={problemOf(recording.error)}
          onRetry={() => void recording.refetch()}
        />
      ) : recording.data === undefined ? (
        <Skeleton rows={3} />
      ) : (
        <Proof recording={recording.data} />
      )}
    </section>
  )
}
