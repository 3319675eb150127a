import type { AuditEntryView, AuditVerification } from '@hearthline/shared'
import { IconLink, IconLinkOff } from '@tabler/icons-react'
import { useRef, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { serverNow } from '../../app/session.ts'
import { Chip } from '../../ui/components/alert.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { PersonName } from '../../ui/components/person.tsx'
import { clock, moment } from '../../ui/format/time.ts'
import { ActionIcon } from './action-icon.tsx'
import { proofOf, shortHash } from './chain.ts'
import { useActionWords } from './use-action-words.ts'

const nextOf = (key: string, index: number, count: number): number | null => {
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, index + 1)
    case 'ArrowUp':
      return Math.max(0, index - 1)
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return null
  }
}

/** Rows newest first. One Tab stop: arrows, Home and End walk and select. */
export const AuditTable = ({
  rows,
  verification,
  chosen,
  onChoose,
}: {
  rows: readonly AuditEntryView[]
  verification: AuditVerification | undefined
  chosen: AuditEntryView | undefined
  onChoose: (row: AuditEntryView) => void
}) => {
  const { t, i18n } = useTranslation('adminAudit')
  const { what } = useActionWords()
  const body = useRef<HTMLTableSectionElement>(null)
  const number = new Intl.NumberFormat(i18n.language)
  const today = new Date(serverNow()).toDateString()
  const walk = (event: KeyboardEvent) => {
    const index = rows.findIndex((row) => row.seq === chosen?.seq)
    const next = nextOf(event.key, index, rows.length)
    const row = next === null ? undefined : rows[next]
    if (next === null || row === undefined) return
    event.preventDefault()
    onChoose(row)
    body.current?.querySelectorAll<HTMLElement>('.row-button')[next]?.focus()
  }
  return (
    <table className="tight audit-rows">
      <thead>
        <tr>
          <th scope="col">{t('columns.row')}</th>
          <th scope="col">{t('columns.time')}</th>
          <th scope="col">{t('columns.who')}</th>
          <th scope="col">{t('columns.what')}</th>
          <th scope="col">{t('columns.on')}</th>
          <th scope="col">{t('columns.hash')}</th>
        </tr>
      </thead>
      <tbody ref={body}>
        {rows.map((row, index) => {
          const selected = row.seq === chosen?.seq
          const proof = proofOf(row.seq, verification)
          return (
            <tr
              key={row.seq}
              className={`act${selected ? ' sel' : ''}${proof === 'bad' ? ' bad-row' : ''}`}
              onClick={() => onChoose(row)}
              onKeyDown={walk}
            >
              <td className="nw">
                <button
                  type="button"
                  className="row-button code t3"
                  aria-pressed={selected}
                  tabIndex={selected || (chosen === undefined && index === 0) ? 0 : -1}
                >
                  {number.format(row.seq)}
                </button>
              </td>
              <td className="num t2 nw" title={moment(row.at, i18n.language)}>
                {new Date(row.at).toDateString() === today
                  ? clock(row.at, i18n.language)
                  : moment(row.at, i18n.language)}
              </td>
              <td className="m">
                {row.actor !== null ? (
                  <PersonName name={row.actor.displayName} />
                ) : (
                  <span className="t3">{t(row.actorId === null ? 'nobody' : 'gone')}</span>
                )}
              </td>
              <td>
                <span className="row g8">
                  <ActionIcon row={row} />
                  <PersonName name={what(row)} className="sentence" />
                </span>
              </td>
              <td className="t2">
                <PersonName name={row.subjectName ?? row.subjectId?.slice(0, 8) ?? ''} />
              </td>
              <td className="nw">
                {proof === 'unproved' || proof === 'bad' ? (
                  <Chip tone="bad" icon={IconLinkOff}>
                    {t(`proof.${proof}`)}
                  </Chip>
                ) : (
                  <span className="row g6 code xs t3">
                    <Icon of={IconLink} size={14} />
                    {shortHash(row.hash)}
                  </span>
                )}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
