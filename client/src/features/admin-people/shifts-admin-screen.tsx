import type { PersonRef } from '@hearthline/shared'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Tabs } from '../../ui/components/tabs.tsx'
import { ShiftDay } from './shift-day.tsx'
import { WeekHours, type HoursOf } from './week-hours.tsx'
import './shifts.css'

/** Who may work when: one day by the hour, and the weekly hours behind it. */
export const ShiftsAdminScreen = () => {
  const { t } = useTranslation('adminShifts')
  const [view, setView] = useState<'day' | 'week'>('day')
  const [hoursOf, setHoursOf] = useState<HoursOf>({ type: 'team', teamId: '' })
  const edit = ({ personId, displayName }: PersonRef) => {
    setHoursOf({ type: 'person', person: { personId, displayName } })
    setView('week')
  }
  return (
    <>
      <div className="row sp wrap">
        <h2 className="admin-head">{t('title')}</h2>
        <Tabs
          label={t('view.label')}
          value={view}
          onChoose={setView}
          options={[
            { value: 'day', word: t('view.day') },
            { value: 'week', word: t('view.week') },
          ]}
        />
      </div>
      {view === 'day' ? <ShiftDay onEditHours={edit} /> : <WeekHours of={hoursOf} onChoose={setHoursOf} />}
    </>
  )
}
