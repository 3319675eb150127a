import type { CheckName } from '@hearthline/shared'
import {
  IconAlertTriangle,
  IconBell,
  IconBrowser,
  IconCheck,
  IconDeviceLaptop,
  IconEar,
  IconHeadphones,
  IconMicrophone,
  IconMinus,
  IconRoute,
  IconServer,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Chip } from '../../ui/components/alert.tsx'
import { Spinner } from '../../ui/components/button.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import type { Tone } from '../../ui/components/state-mark.tsx'
import type { ItemState } from './check-state.ts'

const icons: Record<CheckName, TablerIcon> = {
  microphone: IconMicrophone,
  headset: IconHeadphones,
  ringer: IconBell,
  server: IconServer,
  media: IconRoute,
  notifications: IconBrowser,
  power: IconDeviceLaptop,
}

type Word = 'idle' | 'running' | 'asking' | 'passed' | 'fair' | 'failed' | 'skipped'
const wordOf = (item: ItemState): Word => (item.type === 'done' ? item.verdict : item.type)

const tones: Record<Word, Tone> = {
  idle: 'idle',
  running: 'live',
  asking: 'ring',
  passed: 'ready',
  fair: 'hold',
  failed: 'bad',
  skipped: 'idle',
}
const marks: Record<Exclude<Word, 'running'>, TablerIcon> = {
  idle: IconMinus,
  asking: IconEar,
  passed: IconCheck,
  fair: IconAlertTriangle,
  failed: IconAlertTriangle,
  skipped: IconMinus,
}

/** One line of the check: what it is, what was found, and the verdict in shape, word and colour. */
export const CheckLine = ({
  name,
  item,
  children,
}: {
  name: CheckName
  item: ItemState
  children: ReactNode
}) => {
  const { t } = useTranslation('preShift')
  const word = wordOf(item)
  return (
    <li className="check-line" data-check-item={name} data-verdict={word}>
      <span className={`check-icon a-${tones[word]}`}>
        <Icon of={icons[name]} size={20} />
      </span>
      <div className="check-what">
        <h3 className="h3">{t(`item.${name}.title`)}</h3>
        <p className="xs t2">{t(`item.${name}.hint`)}</p>
      </div>
      <div className="check-evidence">{children}</div>
      <output className="check-verdict">
        <span className="vh">{t(`item.${name}.title`)}</span>
        {word === 'running' ? (
          <span className="chip ln a-live">
            <Spinner size={14} />
            {t('verdict.running')}
          </span>
        ) : (
          <Chip tone={tones[word]} icon={marks[word]} line>
            {t(`verdict.${word}`)}
          </Chip>
        )}
      </output>
    </li>
  )
}
