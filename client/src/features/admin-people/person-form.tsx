import {
  accountRoutes,
  peopleRoutes,
  type Person,
  type Role,
  type SiteId,
  type TeamId,
} from '@hearthline/shared'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Field } from '../../ui/components/field.tsx'
import { Choice } from '../../ui/components/list-tools.tsx'
import { Modal } from '../../ui/components/modal.tsx'
import { toast } from '../../ui/components/toast.tsx'
import type { PasswordLink } from './password-link-modal.tsx'
import { useDirectoryChanged, useSites, useTeams } from './use-directory.ts'
import { FormFoot } from './form-foot.tsx'

const roles = ['agent', 'lead', 'administrator'] as const satisfies readonly Role[]

interface Draft {
  displayName: string
  userName: string
  role: Role
  siteId: SiteId | ''
  teamIds: readonly TeamId[]
}

const draftOf = (person: Person | null): Draft => ({
  displayName: person?.displayName ?? '',
  userName: person?.userName ?? '',
  role: person?.role ?? 'agent',
  siteId: person?.siteId ?? '',
  teamIds: person?.teams.map((team) => team.teamId) ?? [],
})

const TeamChecks = ({
  chosen,
  onChange,
}: {
  chosen: readonly TeamId[]
  onChange: (teamIds: readonly TeamId[]) => void
}) => {
  const { t } = useTranslation('adminPeople')
  const teams = useTeams()
  return (
    <fieldset className="plain-set">
      <legend className="lab">{t('columns.teams')}</legend>
      <div className="person-teams">
        {(teams.data?.items ?? []).map((team) => (
          <label key={team.teamId}>
            <input
              type="checkbox"
              checked={chosen.includes(team.teamId)}
              onChange={(event) =>
                onChange(
                  event.currentTarget.checked
                    ? [...chosen, team.teamId]
                    : chosen.filter((one) => one !== team.teamId),
                )
              }
            />
            <span className="el">{team.name}</span>
          </label>
        ))}
        {teams.data?.items.length === 0 && <span className="t3 sm">{t('teams.empty')}</span>}
      </div>
    </fieldset>
  )
}

/**
 * Adds a person, or renames, moves and promotes one. A new person gets the link by which they set their password.
 * @param onCreated told the new person and their link; null when it was not made and must be asked for again
 */
export const PersonForm = ({
  person,
  onCreated,
  onClose,
}: {
  person: Person | null
  onCreated: (person: Person, link: PasswordLink | null) => void
  onClose: () => void
}) => {
  const { t } = useTranslation('adminPeople')
  const { t: common } = useTranslation()
  const problemText = useProblemText()
  const changed = useDirectoryChanged()
  const sites = useSites()
  const [draft, setDraft] = useState(() => draftOf(person))
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }))
  const save = useMutation({
    mutationFn: async () => {
      const fields = {
        displayName: draft.displayName.trim(),
        role: draft.role,
        // Administrators belong to no team.
        teamIds: draft.role === 'administrator' ? [] : [...draft.teamIds],
        siteId: draft.siteId === '' ? null : draft.siteId,
      }
      if (person !== null) {
        await fetchAnswer(peopleRoutes.update, { params: { personId: person.personId }, body: fields })
        return null
      }
      const created = await fetchAnswer(peopleRoutes.create, {
        body: { ...fields, userName: draft.userName.trim() },
      })
      // The person exists by now: a link that fails is asked for again on its own.
      const link = await call(accountRoutes.createPasswordReset, { params: { personId: created.personId } })
      return { created, link: link.ok ? link.value : null }
    },
    onSuccess: async (made) => {
      await changed()
      onClose()
      if (made !== null) onCreated(made.created, made.link)
      else toast({ key: 'person-saved', tone: 'ready', title: t('form.saved', { name: draft.displayName }) })
    },
  })
  const problem = save.error === null ? null : problemOf(save.error)
  const userNameError =
    problem?.code === 'name-taken'
      ? t('form.userNameTaken')
      : problem?.code === 'invalid-request' && problem.field === 'userName'
        ? t('form.badUserName')
        : undefined
  const filled = draft.displayName.trim() !== '' && draft.userName.trim() !== ''
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (filled && !save.isPending) save.mutate()
  }
  return (
    <Modal
      title={person === null ? t('create') : t('form.edit', { name: person.displayName })}
      onClose={onClose}
    >
      <form className="col g16" onSubmit={onSubmit} autoComplete="off">
        {problem !== null && userNameError === undefined && (
          <Alert tone="bad" urgent>
            {problemText(problem)}
          </Alert>
        )}
        <Field
          label={t('columns.name')}
          required
          maxLength={100}
          data-autofocus
          value={draft.displayName}
          onChange={(event) => set({ displayName: event.currentTarget.value })}
        />
        {person === null && (
          <Field
            label={t('columns.userName')}
            hint={t('form.userNameHint')}
            error={userNameError}
            required
            maxLength={63}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            value={draft.userName}
            onChange={(event) => set({ userName: event.currentTarget.value.toLowerCase() })}
          />
        )}
        <div className="row g16 wrap">
          <div>
            <div className="lab">{t('columns.role')}</div>
            <Choice
              label={t('columns.role')}
              value={draft.role}
              onChoose={(role) => role !== '' && set({ role })}
              options={roles.map((value) => ({ value, word: common(`role.${value}`) }))}
            />
          </div>
          <div>
            <div className="lab">{t('columns.site')}</div>
            <Choice
              label={t('columns.site')}
              value={draft.siteId}
              onChoose={(siteId) => set({ siteId })}
              options={[
                { value: '', word: t('form.noSite') },
                ...(sites.data?.items ?? []).map((site) => ({ value: site.siteId, word: site.name })),
              ]}
            />
          </div>
        </div>
        {draft.role !== 'administrator' && (
          <TeamChecks chosen={draft.teamIds} onChange={(teamIds) => set({ teamIds })} />
        )}
        {person === null && <p className="xs t2">{t('form.linkNext')}</p>}
        <FormFoot
          submit={person === null ? t('create') : common('action.save')}
          filled={filled}
          pending={save.isPending}
          onCancel={onClose}
        />
      </form>
    </Modal>
  )
}
