import { peopleRoutes, type Person, type Role, type SiteId, type TeamId } from '@hearthline/shared'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Field } from '../../ui/components/field.tsx'
import { Choice } from '../../ui/components/list-tools.tsx'
import { Modal } from '../../ui/components/modal.tsx'
import { toast } from '../../ui/components/toast.tsx'

const roles = ['agent', 'lead', 'administrator'] as const satisfies readonly Role[]

/** What stands in the form; a password and a user name are asked for a new person only. */
interface Draft {
  displayName: string
  userName: string
  password: string
  role: Role
  /** Null until somebody chooses: a new person then starts at the first site. */
  siteId: SiteId | '' | null
  teamIds: readonly TeamId[]
}

const startOf = (person: Person | null): Draft => ({
  displayName: person?.displayName ?? '',
  userName: person?.userName ?? '',
  password: '',
  role: person?.role ?? 'agent',
  siteId: person === null ? null : (person.siteId ?? ''),
  teamIds: person?.teams.map((team) => team.teamId) ?? [],
})

/** Adds a person, or renames and moves one. */
export const PersonModal = ({ person, onClose }: { person: Person | null; onClose: () => void }) => {
  const { t } = useTranslation('admin')
  const { t: common } = useTranslation()
  const problemText = useProblemText()
  const queries = useQueryClient()
  const [draft, setDraft] = useState(() => startOf(person))
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }))
  const teams = useQuery({
    queryKey: ['teams'],
    queryFn: ({ signal }) => fetchAnswer(peopleRoutes.teams, { signal }),
  })
  const sites = useQuery({
    queryKey: ['sites'],
    queryFn: ({ signal }) => fetchAnswer(peopleRoutes.sites, { signal }),
  })
  const siteId = draft.siteId ?? sites.data?.items[0]?.siteId ?? ''
  const save = useMutation({
    mutationFn: () => {
      const shared = {
        displayName: draft.displayName.trim(),
        // Administrators belong to no team.
        teamIds: draft.role === 'administrator' ? [] : [...draft.teamIds],
        siteId: siteId === '' ? null : siteId,
      }
      return person === null
        ? fetchAnswer(peopleRoutes.create, {
            body: { ...shared, userName: draft.userName, role: draft.role, password: draft.password },
          })
        : fetchAnswer(peopleRoutes.update, { params: { personId: person.personId }, body: shared })
    },
    onSuccess: async (saved) => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['people'] }),
        queries.invalidateQueries({ queryKey: ['teams'] }),
        queries.invalidateQueries({ queryKey: ['sites'] }),
      ])
      toast(
        person === null
          ? {
              key: saved.personId,
              tone: 'ready',
              title: t('people.form.created', { name: saved.displayName }),
              text: t('people.form.createdNext'),
            }
          : { key: saved.personId, tone: 'ready', title: saved.displayName, text: t('people.form.saved') },
      )
      onClose()
    },
  })
  const problem = save.error === null ? null : problemOf(save.error)
  const userNameError = () => {
    if (problem?.code === 'conflict' && person === null) return t('people.form.userNameTaken')
    return problem?.code === 'invalid-request' && problem.field === 'userName'
      ? t('people.form.badUserName')
      : undefined
  }
  const filled =
    draft.displayName.trim() !== '' &&
    (person !== null || (draft.userName.trim() !== '' && draft.password.length >= 8))
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (filled && !save.isPending) save.mutate()
  }
  return (
    <Modal
      title={person === null ? t('people.form.create') : t('people.form.edit', { name: person.displayName })}
      onClose={onClose}
    >
      <form className="col g16" onSubmit={onSubmit} autoComplete="off">
        {problem !== null && userNameError() === undefined && (
          <Alert tone="bad" urgent>
            {problem.code === 'conflict'
              ? `${t('networks.lockOut')} ${t('networks.lockOutText')}`
              : problemText(problem)}
          </Alert>
        )}
        <Field
          label={t('people.form.displayName')}
          required
          maxLength={100}
          data-autofocus
          value={draft.displayName}
          onChange={(event) => set({ displayName: event.currentTarget.value })}
        />
        {person === null && (
          <>
            <Field
              label={t('people.form.userName')}
              hint={t('people.form.userNameHint')}
              error={userNameError()}
              required
              maxLength={63}
              autoCapitalize="none"
              autoComplete="off"
              spellCheck={false}
              value={draft.userName}
              onChange={(event) => set({ userName: event.currentTarget.value.toLowerCase() })}
            />
            <Field
              label={t('people.form.password')}
              hint={t('people.form.passwordHint')}
              type="password"
              required
              minLength={8}
              maxLength={200}
              autoComplete="new-password"
              value={draft.password}
              onChange={(event) => set({ password: event.currentTarget.value })}
            />
            <div>
              <div className="lab">{t('people.form.role')}</div>
              <Choice
                label={t('people.form.role')}
                value={draft.role}
                onChoose={(role) => role !== '' && set({ role })}
                options={roles.map((value) => ({ value, word: common(`role.${value}`) }))}
              />
            </div>
          </>
        )}
        <div>
          <div className="lab">{t('people.form.site')}</div>
          <Choice
            label={t('people.form.site')}
            value={siteId}
            onChoose={(chosen) => set({ siteId: chosen })}
            options={[
              { value: '', word: t('people.noSite') },
              ...(sites.data?.items ?? []).map((site) => ({ value: site.siteId, word: site.name })),
            ]}
          />
        </div>
        {draft.role !== 'administrator' && (
          <fieldset className="plain-set">
            <legend className="lab">{t('people.form.teams')}</legend>
            <div className="checks">
              {(teams.data?.items ?? []).map((team) => (
                <label key={team.teamId}>
                  <input
                    type="checkbox"
                    checked={draft.teamIds.includes(team.teamId)}
                    onChange={(event) =>
                      set({
                        teamIds: event.currentTarget.checked
                          ? [...draft.teamIds, team.teamId]
                          : draft.teamIds.filter((one) => one !== team.teamId),
                      })
                    }
                  />
                  <span className="el">{team.name}</span>
                </label>
              ))}
              {teams.data?.items.length === 0 && <span className="t3 sm">{t('people.noTeams')}</span>}
            </div>
          </fieldset>
        )}
        <div className="row g8" style={{ justifyContent: 'flex-end' }}>
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button
            type="submit"
            look="primary"
            pending={save.isPending}
            onPress={filled ? () => undefined : undefined}
          >
            {t(person === null ? 'people.form.submitCreate' : 'people.form.submitEdit')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
