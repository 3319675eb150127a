import type { Person, PersonId } from '@hearthline/shared'
import { IconFileImport, IconUserPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/components/button.tsx'
import { ImportModal } from './import-modal.tsx'
import { PasswordLinkModal, type PasswordLink } from './password-link-modal.tsx'
import { PeopleTable } from './people-table.tsx'
import { PersonForm } from './person-form.tsx'
import { PersonPanel } from './person-panel.tsx'
import { SitesCard, TeamsCard } from './places-aside.tsx'
import './people.css'

type Opened =
  | { type: 'create' }
  | { type: 'import' }
  | { type: 'link'; person: Person; made: PasswordLink | null }
  | null

/** People, what they may do and where from; the teams they form and the sites they work at. */
export const PeopleAdminScreen = () => {
  const { t } = useTranslation('adminPeople')
  const [opened, setOpened] = useState<Opened>(null)
  const [chosen, setChosen] = useState<PersonId | null>(null)
  const close = () => setOpened(null)
  return (
    <>
      <div className="row sp wrap">
        <div>
          <h2 className="admin-head">{t('title')}</h2>
          <p className="t2 sm">{t('intro')}</p>
        </div>
        <div className="row g8">
          <Button icon={IconFileImport} onPress={() => setOpened({ type: 'import' })}>
            {t('import.open')}
          </Button>
          <Button look="primary" icon={IconUserPlus} onPress={() => setOpened({ type: 'create' })}>
            {t('create')}
          </Button>
        </div>
      </div>
      <div className="directory">
        <PeopleTable chosen={chosen} onChoose={setChosen} />
        <div className="directory-side">
          {chosen === null ? (
            <>
              <TeamsCard />
              <SitesCard />
            </>
          ) : (
            <PersonPanel key={chosen} personId={chosen} onClose={() => setChosen(null)} />
          )}
        </div>
      </div>
      {opened?.type === 'create' && (
        <PersonForm
          person={null}
          onCreated={(person, made) => setOpened({ type: 'link', person, made })}
          onClose={close}
        />
      )}
      {opened?.type === 'link' && (
        <PasswordLinkModal person={opened.person} made={opened.made} isNew onClose={close} />
      )}
      {opened?.type === 'import' && <ImportModal onClose={close} />}
    </>
  )
}
