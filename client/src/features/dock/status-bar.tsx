import { BreakReason } from '@hearthline/shared'
import { IconCheck, IconChevronDown } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { goOnBreak, useDeskStore } from '../../desk/index.ts'
import { ariaKeys, useShortcut } from '../../keys/index.ts'
import { useBreakMinutes, useClockOffset, useOwn, useReadyGate } from '../../realtime/index.ts'
import { Spinner } from '../../ui/components/button.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { Menu } from '../../ui/components/menu.tsx'
import { type ShownState, StateMark, toneOf, useStateWord } from '../../ui/components/state-mark.tsx'
import { Timer, useNow } from '../../ui/components/timer.tsx'
import { duration } from '../../ui/format/time.ts'
import type { DockClock, DockStatus } from './dock-state.ts'

const choices: readonly ShownState[] = ['ready', ...BreakReason.options]

/** How long the break that runs may still last, or by how much it is over. Told, never enforced. */
const BreakLeft = ({ since, minutes }: { since: number; minutes: number }) => {
  const { t } = useTranslation('dock')
  const leftMs = since + minutes * 60_000 - useNow() - useClockOffset()
  return (
    <span className={`num ${leftMs < 0 ? 'c-bad' : ''}`} data-break={leftMs < 0 ? 'over' : 'left'}>
      {leftMs < 0
        ? t('status.over', { time: duration(-leftMs) })
        : t('status.left', { time: duration(leftMs + 999) })}
    </span>
  )
}

/** Beside a choice of the menu: what it allows, or why it is closed. */
const ChoiceNote = ({ choice }: { choice: ShownState }) => {
  const { t } = useTranslation('dock')
  const own = useOwn()
  const limits = useBreakMinutes()
  const gate = useReadyGate()
  const reason = BreakReason.safeParse(choice)
  if (!reason.success)
    return gate?.open === false ? <span className="xs t3">{t('status.checkFirst')}</span> : null
  const minutes = limits?.[reason.data]
  if (minutes === undefined) return null
  const state = own?.state
  return (
    <span className="xs t3 num">
      {state?.type === 'break' && state.reason === reason.data ? (
        <BreakLeft since={state.since} minutes={minutes} />
      ) : (
        duration(minutes * 60_000)
      )}
    </span>
  )
}

const StatusTimer = ({ clock }: { clock: DockClock }) => {
  const offsetMs = useClockOffset()
  if (clock === null) return null
  return clock.type === 'until' ? (
    <Timer until={clock.atMs} offsetMs={offsetMs} className="dock-timer" />
  ) : (
    <Timer since={clock.atMs} offsetMs={clock.clock === 'server' ? offsetMs : 0} className="dock-timer" />
  )
}

/** The agent's state over the dock, and the menu to change it with keys 1 to 6. */
export const StatusBar = ({
  status,
  onReady,
}: {
  status: DockStatus
  /** Opens the microphone first, then asks control. */
  onReady: () => void
}) => {
  const { t } = useTranslation('dock')
  const word = useStateWord()
  const [open, setOpen] = useState(false)
  const own = useOwn()
  const limits = useBreakMinutes()
  const gate = useReadyGate()
  const onBreak = own?.state.type === 'break' && status.detail === 'away' ? own.state : null
  const breakMinutes = onBreak === null ? undefined : limits?.[onBreak.reason]
  const pending = useDeskStore((desk) => desk.pending)
  const waiting = pending === 'ready' || pending === 'break'
  useShortcut('status', status.changeable ? () => setOpen((is) => !is) : undefined)

  const choose = (choice: ShownState): void => {
    setOpen(false)
    if (choice === 'ready') onReady()
    else {
      const reason = BreakReason.safeParse(choice)
      if (reason.success) void goOnBreak(reason.data)
    }
  }
  const face = (
    <>
      <StateMark state={status.state} size={28} />
      <span className="f1">
        <span className="dock-state">{word(status.state)}</span>
        <span className="xs el dock-detail" title={t(`detail.${status.detail}`)}>
          {onBreak !== null && breakMinutes !== undefined && (
            <>
              <BreakLeft since={onBreak.since} minutes={breakMinutes} />
              {' · '}
            </>
          )}
          {t(`detail.${status.detail}`)}
        </span>
      </span>
      <StatusTimer clock={status.clock} />
    </>
  )
  const look = `status a-${toneOf(status.state)}`
  if (!status.changeable)
    return (
      <section className={look} aria-label={t('status.inCall', { state: word(status.state) })}>
        {face}
      </section>
    )
  return (
    <Menu opened={open} onChange={setOpen} width="target">
      <Menu.Target>
        <button
          type="button"
          className={look}
          aria-label={t('status.label', {
            state: word(status.state),
            detail: t(`detail.${status.detail}`),
          })}
          aria-keyshortcuts={ariaKeys('status')}
          aria-busy={waiting}
        >
          {face}
          {waiting ? <Spinner size={18} /> : <Icon of={IconChevronDown} />}
        </button>
      </Menu.Target>
      <Menu.Dropdown
        aria-label={t('status.menu')}
        onKeyDown={(event) => {
          const choice = choices[Number(event.key) - 1]
          if (
            choice === undefined ||
            (choice === 'ready' && gate?.open === false) ||
            event.altKey ||
            event.ctrlKey ||
            event.metaKey
          )
            return
          event.preventDefault()
          choose(choice)
        }}
      >
        {choices.map((choice, index) => (
          <Menu.Item
            key={choice}
            role="menuitemradio"
            aria-checked={status.state === choice}
            disabled={choice === 'ready' && gate?.open === false}
            leftSection={<StateMark state={choice} />}
            rightSection={
              <span className="row g8">
                {status.state === choice && <Icon of={IconCheck} size={16} />}
                <kbd aria-hidden>{index + 1}</kbd>
              </span>
            }
            onClick={() => choose(choice)}
          >
            {word(choice)} <ChoiceNote choice={choice} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
