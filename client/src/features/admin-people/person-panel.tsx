import { peopleRoutes, shiftRoutes, type Person, type PersonId } from '@hearthline/shared'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { Chip } from '../../ui/components/alert.tsx'
import { Button, IconButton } from '../../ui/components/button.tsx'
import { ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { EnrolmentCodeModal } from '../../ui/components/enrolment-code-modal.tsx'
import { Avatar } from '../../ui/components/person.tsx'
import { day } from '../../ui/format/time.ts'
import { hoursLine } from './hours.ts'
import { PasswordLinkModal } from './password-link-modal.tsx'
import { StateChip } from './people-table.tsx'
import { PersonForm } from './person-form.tsx'
import { DisablePerson, EnablePerson, RemoveSecondFactor, SignPersonOut } from './person-steps.tsx'
import { useSites, useTeams } from './use-directory.ts'

type Step = 'edit' | 'link' | 'enrol' | 'sign-out' | 'totp' | 'disable' | 'enable'

const Hours = ({ person }: { person: Person }) => {
  const { t, i18n } = useTranslation('adminPeople')
  const hours = useQuery({
    queryKey: ['shifts', 'hours', 'person', person.personId],
    queryFn: ({ signal }) => fetchAnswer(shiftRoutes.hours, { query: { personId: person.personId }, signal }),
  })
  if (hours.data === undefined) {
    return <span className="t3">{hours.isError ? t('panel.hoursFailed') : '…'}</span>
  }
  if (hours.data.hours.length === 0) return <>{t('panel.always')}</>
  return (
    <>
      {hours.data.hours.map((one) => (
        <span key={`${one.days.join()} ${one.start} ${one.timeZone}`} className="person-hours num">
          {hoursLine(one, i18n.language)}
        </span>
      ))}
      {hours.data.inherited && <span className="xs t3">{t('panel.teamHours')}</span>}
    </>
  )
}

const Facts = ({ person, onStep }: { person: Person; onStep: (step: Step) => void }) => {
  const { t, i18n } = useTranslation('adminPeople')
  const { t: common } = useTranslation()
  const comma = i18n.language === 'zh-CN' ? '、' : ', '
  const teams = useTeams()
  const sites = useSites()
  const site = sites.data?.items.find((one) => one.siteId === person.siteId)
  const mine = new Set<string>(person.teams.map((team) => team.teamId))
  const leads = [
    ...new Set(
      (teams.data?.items ?? [])
        .filter((team) => mine.has(team.teamId))
        .flatMap((team) => team.leads)
        .filter((lead) => lead.personId !== person.personId)
        .map((lead) => lead.displayName),
    ),
  ]
  return (
    <dl className="dt p16 person-facts">
      <dt>{t('columns.userName')}</dt>
      <dd>{person.userName}</dd>
      <dt>{t('panel.roleTeam')}</dt>
      <dd>
        {[common(`role.${person.role}`), ...person.teams.map((team) => team.name)].join(comma)}
        {person.role === 'agent' && leads.length > 0 && (
          <span className="t2 person-hours">{t('panel.lead', { names: leads.join(comma) })}</span>
        )}
      </dd>
      <dt>{t('columns.site')}</dt>
      <dd>{site?.name ?? <span className="t3">{t('none')}</span>}</dd>
      <dt>{t('columns.devices')}</dt>
      <dd>
        {t('panel.devices', { count: person.devices })}{' '}
        <Link to="/admin/devices" search={{ search: person.displayName }} className="u nw">
          {t('panel.toDevices')}
        </Link>{' '}
        {!person.disabled && (
          <button type="button" className="link nw" onClick={() => onStep('enrol')}>
            {t('link.enrol')}
          </button>
        )}
      </dd>
      <dt>{t('panel.hours')}</dt>
      <dd>
        <Hours person={person} />
      </dd>
      <dt>{t('panel.password')}</dt>
      <dd>
        {t(person.hasPassword ? 'panel.passwordSet' : 'panel.passwordMissing')}{' '}
        {!person.disabled && (
          <button type="button" className="link" onClick={() => onStep('link')}>
            {t('panel.newLink')}
          </button>
        )}
      </dd>
      <dt>{t('panel.secondFactor')}</dt>
      <dd>
        {t(person.totpEnabled ? 'panel.totpOn' : 'panel.totpOff')}{' '}
        {person.totpEnabled && (
          <button type="button" className="link" onClick={() => onStep('totp')}>
            {t('panel.removeTotp')}
          </button>
        )}
      </dd>
      <dt>{t('panel.since')}</dt>
      <dd className="num">{day(person.createdAt, i18n.language)}</dd>
    </dl>
  )
}

const Steps = ({ person, step, onClose }: { person: Person; step: Step; onClose: () => void }) => {
  switch (step) {
    case 'edit':
      return <PersonForm person={person} onCreated={onClose} onClose={onClose} />
    case 'link':
      return <PasswordLinkModal person={person} onClose={onClose} />
    case 'enrol':
      return <EnrolmentCodeModal initialPerson={person} onClose={onClose} />
    case 'sign-out':
      return <SignPersonOut person={person} onClose={onClose} />
    case 'totp':
      return <RemoveSecondFactor person={person} onClose={onClose} />
    case 'disable':
      return <DisablePerson person={person} onClose={onClose} />
    case 'enable':
      return <EnablePerson person={person} onClose={onClose} />
    default:
      return step satisfies never
  }
}

const Panel = ({ person, onClose }: { person: Person; onClose: () => void }) => {
  const { t } = useTranslation('adminPeople')
  const { t: common } = useTranslation()
  const [step, setStep] = useState<Step | null>(null)
  return (
    <>
      <div className="hd">
        <Avatar name={person.displayName} />
        <h3 className="h3 person-name">{person.displayName}</h3>
        <span className="ml row g4">
          <Button size="sm" onPress={() => setStep('edit')}>
            {t('panel.edit')}
          </Button>
          <IconButton icon={IconX} label={common('action.close')} onPress={onClose} />
        </span>
      </div>
      <div className="scroll f1">
        <div className="person-note">
          <StateChip person={person} />
          {person.devices === 0 && !person.disabled && <Chip tone="hold">{t('panel.noDevice')}</Chip>}
        </div>
        <Facts person={person} onStep={setStep} />
      </div>
      <div className="person-foot">
        {person.disabled ? (
          <Button size="sm" onPress={() => setStep('enable')}>
            {t('enable.press')}
          </Button>
        ) : (
          <>
            <Button size="sm" onPress={() => setStep('sign-out')}>
              {t('signOut.press')}
            </Button>
            <Button size="sm" look="danger" onPress={() => setStep('disable')}>
              {t('disable.press')}
            </Button>
          </>
        )}
      </div>
      {step !== null && <Steps person={person} step={step} onClose={() => setStep(null)} />}
    </>
  )
}

/** One person: what they are, what they may use, and what can be done about it. */
export const PersonPanel = ({ personId, onClose }: { personId: PersonId; onClose: () => void }) => {
  const { t } = useTranslation('adminPeople')
  const person = useQuery({
    queryKey: ['people', personId],
    queryFn: ({ signal }) => fetchAnswer(peopleRoutes.get, { params: { personId }, signal }),
  })
  return (
    <section className="card person-panel" aria-label={person.data?.displayName ?? t('panel.label')}>
      {person.data !== undefined ? (
        <Panel person={person.data} onClose={onClose} />
      ) : person.isError ? (
        <ErrorState
          title={t('panel.failed')}
          problem={problemOf(person.error)}
          onRetry={() => void person.refetch()}
        />
      ) : (
        <Skeleton rows={6} />
      )}
    </section>
  )
}
