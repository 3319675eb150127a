import { IconUserPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/components/button.tsx'
import { PeopleTable } from './people-table.tsx'
import { PersonModal } from './person-modal.tsx'
import { TeamsCard } from './teams-card.tsx'

/** People, what they may do, where from; and the teams they form. */
export const PeopleScreen = () => {
  const { t } = useTranslation('admin')
  const [creating, setCreating] = useState(false)
  return (
    <>
      <div className="row sp wrap">
        <div>
          <h2 className="admin-head">{t('people.title')}</h2>
          <p className="t2 sm">{t('people.lead')}</p>
        </div>
        <Button look="primary" icon={IconUserPlus} onPress={() => setCreating(true)}>
          {t('people.create')}
        </Button>
      </div>
      <div className="people-grid">
        <PeopleTable />
        <TeamsCard />
      </div>
      {creating && <PersonModal person={null} onClose={() => setCreating(false)} />}
    </>
  )
}
