import type { DeviceGrade, Integrity } from '@hearthline/shared'
import {
  IconAlertTriangle,
  IconClock,
  IconFileAlert,
  IconFingerprint,
  IconKey,
  IconShieldCheck,
  IconShieldX,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Chip } from './alert.tsx'
import type { Tone } from './state-mark.tsx'
import { Tip } from './tip.tsx'

const grades: Record<DeviceGrade, { tone: Tone; icon: TablerIcon }> = {
  D1: { tone: 'idle', icon: IconKey },
  D2: { tone: 'live', icon: IconFingerprint },
}

/** The grade of a device key, with what it does and does not stop in its tooltip. */
export const GradeBadge = ({ grade, big = false }: { grade: DeviceGrade; big?: boolean }) => {
  const { t } = useTranslation()
  const { tone, icon } = grades[grade]
  return (
    <Tip text={t(`grade.${grade}limit`)}>
      <button
        type="button"
        className="plain"
        aria-label={`${grade} ${t(`grade.${grade}`)}. ${t(`grade.${grade}limit`)}`}
      >
        <Chip tone={tone} icon={icon} line big={big}>
          {grade} {t(`grade.${grade}`)}
        </Chip>
      </button>
    </Tip>
  )
}

const integrities: Record<Integrity, { tone: Tone; icon: TablerIcon }> = {
  verified: { tone: 'ready', icon: IconShieldCheck },
  recovered: { tone: 'warn', icon: IconAlertTriangle },
  mismatch: { tone: 'bad', icon: IconShieldX },
  missing: { tone: 'bad', icon: IconFileAlert },
  pending: { tone: 'idle', icon: IconClock },
}

/** Whether a recording is what was sealed. */
export const IntegrityBadge = ({ integrity }: { integrity: Integrity }) => {
  const { t } = useTranslation()
  const { tone, icon } = integrities[integrity]
  return (
    <Tip text={t(`integrity.${integrity}Tip`)}>
      <button
        type="button"
        className="plain"
        aria-label={`${t(`integrity.${integrity}`)}. ${t(`integrity.${integrity}Tip`)}`}
      >
        <Chip tone={tone} icon={icon} line>
          {t(`integrity.${integrity}`)}
        </Chip>
      </button>
    </Tip>
  )
}
