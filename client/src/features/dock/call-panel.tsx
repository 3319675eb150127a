import type { LiveCall } from '@hearthline/shared'
import { IconPhoneX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ariaKeys } from '../../keys/index.ts'
import { type CallCommands, type PhoneCall, partyOf, usePhoneCommands } from '../../softphone/index.ts'
import { Button } from '../../ui/components/button.tsx'
import { Kbd } from '../../ui/components/kbd.tsx'
import { CallEvents } from './call-events.tsx'
import { type CallFacts, isCutOff } from './call-facts.ts'
import { RecordingChip } from './call-head.tsx'
import { CallNotices } from './call-notices.tsx'
import type { CallPresses, Panel } from './call-presses.ts'
import { CoachNotice } from './coach-notice.tsx'
import { ControlGrid } from './control-grid.tsx'
import { HelpPart } from './help-part.tsx'
import type { HelpState } from './help-state.ts'
import { ConsultSplit, KeypadPanel, Part, PausePanel, RecoveryPanel, TransferPanel } from './lazy-panels.tsx'
import { LevelMeter } from './level-meter.tsx'
import { useCustomerNames, useOutage } from './use-call-facts.ts'

/** What lies open under the controls: the consult that runs, or the panel that was asked for. */
const OpenPanel = ({
  panel,
  facts,
  customer,
  first,
  commands,
  close,
}: {
  panel: Panel | null
  facts: CallFacts
  customer: string
  first: string
  commands: CallCommands
  close: () => void
}) => {
  const { running, state } = facts.controls.consult
  if (isCutOff(facts.recovery)) return null
  return (
    <>
      {running !== null && (
        <Part>
          <ConsultSplit
            consult={running}
            customer={customer}
            first={first}
            commands={commands}
            waiting={state === 'pending'}
          />
        </Part>
      )}
      {panel === 'keypad' && (
        <Part>
          <KeypadPanel onDigit={commands.sendDigit} onClose={close} />
        </Part>
      )}
      {(panel === 'transfer' || panel === 'add') && running === null && (
        <Part>
          <TransferPanel
            key={panel}
            adding={panel === 'add'}
            customer={first}
            onConsult={commands.consult}
            onTransfer={commands.transfer}
            onClose={close}
          />
        </Part>
      )}
      {panel === 'pause' && facts.recording === 'on' && (
        <Part>
          <PausePanel onPause={commands.pauseRecording} onClose={close} />
        </Part>
      )}
    </>
  )
}

/** Who has put them on hold, or is muted, is not heard again yet, whatever the line does. */
const showsRecovery = ({ recovery, controls }: CallFacts): boolean =>
  recovery.type === 'back'
    ? controls.hold.state === 'off' && controls.mute.state === 'off'
    : recovery.type !== 'none' && recovery.type !== 'failed'

/** The call: who, what is recorded, both levels, every control, what lies open, and what happened so far. */
export const CallPanel = ({
  call,
  live,
  facts,
  presses,
  commands,
  panel,
  onPanel,
  audio,
  help,
}: {
  call: PhoneCall
  /** Control's view of the same call; null while it has none. */
  live: LiveCall | null
  facts: CallFacts
  presses: CallPresses
  commands: CallCommands
  panel: Panel | null
  onPanel: (panel: Panel | null) => void
  /** The audio devices, while they are open. */
  audio: ReactNode
  help: HelpState
}) => {
  const { t } = useTranslation('dock')
  const { t: common } = useTranslation()
  const { hangUp, pullBack } = usePhoneCommands()
  const party = partyOf(call)
  const customer = live?.customer ?? party?.customer ?? null
  const name = customer?.displayName ?? customer?.maskedNumber ?? common('unknownCustomer')
  const names = useCustomerNames(customer?.displayName)
  const first = customer?.displayName?.split(' ')[0] ?? t('call.customer')
  const { lostMs, backAfterMs } = useOutage(facts.recovery)
  // Over on the wire: control's word, and with it wrap-up, comes next.
  const over = call.type === 'ended'
  const ending = call.type === 'ending' || over
  const cutOff = isCutOff(facts.recovery)
  const open = panel !== null || audio !== null || facts.controls.consult.running !== null
  return (
    <>
      <section className="dock-part dock-call col g12" aria-label={name} data-panel={open}>
        <div className="row top g8">
          <div className="f1">
            <h2 className="call-name el" title={name}>
              {call.type === 'placing' ? t('detail.asking') : name}
            </h2>
            <p className="sm t2 num">{customer?.displayName === null ? '' : customer?.maskedNumber}</p>
          </div>
          <RecordingChip live={live} facts={facts} />
        </div>
        {!cutOff && (
          <div className="levels xs t2">
            <span>{t('call.you')}</span>
            <LevelMeter side="mine" label={t('call.levelYou')} steps={42} tone="ready" />
            <span className="el">{first}</span>
            <LevelMeter side="theirs" label={t('call.levelCustomer')} steps={42} tone="live" />
          </div>
        )}
        {showsRecovery(facts) && (
          <Part>
            <RecoveryPanel
              recovery={facts.recovery}
              names={names}
              lostMs={lostMs}
              backAfterMs={backAfterMs}
              endedAtMs={null}
              onPull={pullBack}
              onCallBack={undefined}
            />
          </Part>
        )}
        {!cutOff && (
          <CallNotices
            facts={facts}
            live={live}
            names={names}
            presses={presses}
            forget={commands.forgetFailure}
          />
        )}
        <CoachNotice live={live} />
        <ControlGrid
          facts={facts}
          talking={call.type === 'connected'}
          presses={presses}
          panel={panel}
          help={help}
          audioOpen={audio !== null}
          cutOff={cutOff}
        />
        <Button
          look={cutOff ? 'danger' : 'end'}
          size="xl"
          full
          icon={IconPhoneX}
          pending={ending}
          onPress={hangUp}
          aria-keyshortcuts={ariaKeys('hang-up')}
        >
          {over ? (
            t('call.closing')
          ) : (
            <>
              {ending
                ? t('call.hangingUp')
                : cutOff
                  ? t('call.endBoth', { them: names.them })
                  : t('call.hangUp')}{' '}
              <Kbd keys={['Alt', 'X', t('call.twice')]} />
            </>
          )}
        </Button>
        <OpenPanel
          panel={panel}
          facts={facts}
          customer={name}
          first={first}
          commands={commands}
          close={() => onPanel(null)}
        />
        {audio}
        <HelpPart help={help} />
      </section>
      <div className="dock-gap" />
      {/* What is open needs the room; what happened can be read afterwards. */}
      {!open && !cutOff && !help.open && <CallEvents live={live} />}
    </>
  )
}
