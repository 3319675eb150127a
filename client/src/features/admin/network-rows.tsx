import type { NetworkRule } from '@hearthline/shared'
import { IconAlertTriangle, IconCheck, IconPencil, IconTrash, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Chip } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { PersonName } from '../../ui/components/person.tsx'
import { RowMenu } from '../../ui/components/row-menu.tsx'
import { day } from '../../ui/format/time.ts'
import type { Step } from './network-draft.ts'

const Ends = ({ at }: { at: number | null }) => {
  const { i18n } = useTranslation()
  return <>{at === null ? '–' : day(at, i18n.language)}</>
}

const ScopeCell = ({ name }: { name: string | null }) => {
  const { t } = useTranslation('adminNetworks')
  return (
    <td className="t2">
      <PersonName name={name ?? t('scopes.everyone')} />
    </td>
  )
}

/** A change that is not published yet. */
export const StepRow = ({
  step,
  online,
  faulty,
  onUndo,
}: {
  step: Step
  /** Who is signed in from inside it now. */
  online: number
  faulty: boolean
  onUndo: () => void
}) => {
  const { t } = useTranslation('adminNetworks')
  const gone = step.type === 'remove'
  return (
    <tr className={gone ? 'row-bad' : 'row-new'}>
      <td className={`code b nw${gone ? ' struck' : ''}`}>{step.cidr}</td>
      <td>
        <PersonName name={step.name} />
      </td>
      <ScopeCell name={step.scopeName} />
      <td>
        {faulty ? (
          <Chip tone="warn" icon={IconAlertTriangle} line>
            {t('faultyRow')}
          </Chip>
        ) : (
          <Chip tone={gone ? 'bad' : 'ready'} icon={gone ? IconX : IconCheck} line>
            {t(gone ? 'willGo' : 'isNew')}
          </Chip>
        )}
      </td>
      <td className="t2 num nw">{gone ? '–' : <Ends at={step.endsAt} />}</td>
      <td className={`num nw${gone && online > 0 ? ' b c-bad' : ''}`}>{t('onlineNow', { count: online })}</td>
      <td className="r">
        <Button size="sm" aria-label={t('undoOf', { cidr: step.cidr })} onPress={onUndo}>
          {t('undo')}
        </Button>
      </td>
    </tr>
  )
}

/** A published rule. */
export const RuleRow = ({
  rule,
  onRemove,
  onChange,
}: {
  rule: NetworkRule
  onRemove: () => void
  onChange: () => void
}) => {
  const { t } = useTranslation('adminNetworks')
  return (
    <tr>
      <td className="code b nw">{rule.cidr}</td>
      <td>
        <PersonName name={rule.name} />
      </td>
      <ScopeCell name={rule.scopeName} />
      <td>
        <Chip tone={rule.kind === 'company' ? 'idle' : 'live'}>{t(`kinds.${rule.kind}`)}</Chip>
      </td>
      <td className="num t2 nw">
        <Ends at={rule.endsAt} />
      </td>
      <td className="num nw">{t('onlineNow', { count: rule.online })}</td>
      <td className="r">
        <RowMenu
          label={t('more', { cidr: rule.cidr })}
          actions={[
            { word: t('change'), icon: IconPencil, onPress: onChange },
            { word: t('remove'), icon: IconTrash, danger: true, onPress: onRemove },
          ]}
        />
      </td>
    </tr>
  )
}
