import { callRoutes } from '@hearthline/shared'
import { IconPhoneOutgoing, IconTransfer, IconUsersGroup, IconX } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import type { CallCommands } from '../../softphone/index.ts'
import { Button, IconButton } from '../../ui/components/button.tsx'
import { Empty, ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { Avatar } from '../../ui/components/person.tsx'
import { usePanelKeys } from './use-panel-keys.ts'
import { useSettled } from './use-settled.ts'
import { type TransferRow, transferRows } from './transfer-rows.ts'

const typingPauseMs = 200

const Row = ({ row }: { row: TransferRow }) => {
  const { t } = useTranslation('dockPanels')
  switch (row.type) {
    case 'agent':
      return (
        <>
          <Avatar name={row.name} size={28} />
          <span className="f1 min0">
            <span className="el m transfer-name">{row.name}</span>
            <span className="xs t2 el transfer-name">{row.teams.join(', ')}</span>
          </span>
          <span className={`chip a-${row.free ? 'ready' : 'idle'}`}>
            {t(`transfer.${row.free ? 'free' : 'busy'}`)}
          </span>
        </>
      )
    case 'team':
      return (
        <>
          <span className="ava a-wrap" aria-hidden>
            <Icon of={IconUsersGroup} size={16} />
          </span>
          <span className="f1 el m">{row.name}</span>
          <span className={`chip a-${row.free ? 'ready' : 'idle'}`}>
            {row.freeAgents === 0
              ? t('transfer.nobodyFree')
              : t('transfer.freeAgents', { count: row.freeAgents })}
          </span>
        </>
      )
    case 'number':
      return (
        <>
          <span className="ava a-live" aria-hidden>
            <Icon of={IconPhoneOutgoing} size={16} />
          </span>
          <span className="f1 min0">
            <span className="el m num transfer-name">{t('transfer.number', { number: row.name })}</span>
            <span className="xs t2 transfer-name">{t('transfer.numberText')}</span>
          </span>
        </>
      )
    default:
      return row satisfies never
  }
}

/**
 * Finds whom to give the call to, or to ask in: a combobox over agents, teams, and the number that was typed. Talk
 * first calls them beside the customer; Transfer now hands the call over as soon as they answer.
 */
export const TransferPanel = ({
  adding,
  customer,
  onConsult,
  onTransfer,
  onClose,
}: {
  /** Opened to add a party: then only talking first makes sense. */
  adding: boolean
  /** First name of the customer. */
  customer: string
  onConsult: CallCommands['consult']
  onTransfer: CallCommands['transfer']
  onClose: () => void
}) => {
  const { t } = useTranslation('dockPanels')
  const { t: common } = useTranslation()
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<string | null>(null)
  const search = useSettled(text.trim(), typingPauseMs)
  const field = useRef<HTMLInputElement>(null)
  const panel = useRef<HTMLElement>(null)
  const id = useId()
  useEffect(() => field.current?.focus(), [])
  usePanelKeys(panel, { close: onClose })
  const query = { limit: 20, ...(search === '' ? {} : { search }) }
  const targets = useQuery({
    queryKey: ['calls', 'targets', query],
    queryFn: ({ signal }) => fetchAnswer(callRoutes.targets, { query, signal }),
    placeholderData: keepPreviousData,
    // Who is free changes by the second.
    staleTime: 0,
    refetchInterval: 5_000,
  })
  const rows = transferRows(text, targets.data?.items ?? [])
  const selected = rows.find((row) => row.key === chosen) ?? (text.trim() === '' ? null : (rows[0] ?? null))
  const idOf = (row: TransferRow): string => `${id}-${row.key}`
  const start = (command: CallCommands['consult']) =>
    selected === null || !selected.free || command === undefined
      ? undefined
      : () => {
          command(selected.to)
          onClose()
        }
  const move = (step: 1 | -1): void => {
    if (rows.length === 0) return
    const at = rows.findIndex((row) => row.key === selected?.key)
    const next = rows[at === -1 && step === -1 ? rows.length - 1 : (at + step + rows.length) % rows.length]
    if (next === undefined) return
    setChosen(next.key)
    document.getElementById(idOf(next))?.scrollIntoView({ block: 'nearest' })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    // The input method's own Enter and arrows choose a word.
    if (event.nativeEvent.isComposing || event.altKey || event.ctrlKey || event.metaKey) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      move(event.key === 'ArrowDown' ? 1 : -1)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      start(onConsult)?.()
    }
  }
  return (
    <section
      ref={panel}
      className="call-box col g8"
      aria-label={t(adding ? 'transfer.add' : 'transfer.title')}
    >
      <div className="row g8">
        <div className="inp f1">
          <input
            ref={field}
            type="search"
            role="combobox"
            aria-expanded
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={selected === null ? undefined : idOf(selected)}
            aria-label={t('transfer.search')}
            placeholder={t('transfer.search')}
            maxLength={80}
            autoComplete="off"
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value)
              setChosen(null)
            }}
            onKeyDown={onKeyDown}
          />
        </div>
        <IconButton icon={IconX} label={common('action.close')} onPress={onClose} />
      </div>
      {/* The browser's own lists cannot hold teams, chips and what is typed. */}
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role */}
      <div className="transfer-list" id={`${id}-list`} role="listbox" aria-label={t('transfer.results')}>
        {rows.map((row) => (
          // The keyboard stays in the field above (WAI-ARIA combobox): options are pointed at, not focused.
          <div
            key={row.key}
            id={idOf(row)}
            // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
            role="option"
            aria-label={row.type === 'number' ? t('transfer.number', { number: row.name }) : row.name}
            aria-selected={selected?.key === row.key}
            aria-disabled={!row.free}
            tabIndex={-1}
            className="row g10 transfer-row"
            onClick={() => setChosen(row.key)}
            onKeyDown={onKeyDown}
          >
            <Row row={row} />
          </div>
        ))}
      </div>
      {targets.isError && rows.length === 0 ? (
        <ErrorState
          problem={problemOf(targets.error)}
          title={t('transfer.failed')}
          onRetry={() => void targets.refetch()}
        />
      ) : targets.data === undefined ? (
        rows.length === 0 && <Skeleton rows={3} />
      ) : (
        rows.length === 0 && (
          <Empty icon={IconUsersGroup} title={t('transfer.empty')}>
            {t('transfer.emptyText')}
          </Empty>
        )
      )}
      <p className="xs t2" id={`${id}-why`}>
        {selected === null
          ? t('transfer.choose')
          : selected.free
            ? t('transfer.waits', { name: customer })
            : t('transfer.busyText', { name: selected.name })}
      </p>
      <div className="row g8">
        <Button look="primary" className="f1" onPress={start(onConsult)} aria-describedby={`${id}-why`}>
          {t('transfer.consult')} <kbd aria-hidden>↵</kbd>
        </Button>
        {!adding && (
          <Button
            className="f1"
            icon={IconTransfer}
            onPress={start(onTransfer)}
            aria-describedby={`${id}-why`}
          >
            {t('transfer.blind')}
          </Button>
        )}
      </div>
    </section>
  )
}
