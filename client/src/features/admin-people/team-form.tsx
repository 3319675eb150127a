import { Disclosure, peopleRoutes, type Team } from '@hearthline/shared'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Field } from '../../ui/components/field.tsx'
import { Modal } from '../../ui/components/modal.tsx'
import { useDirectoryChanged } from './use-directory.ts'
import { FormFoot } from './form-foot.tsx'

const longestWrapUpSeconds = 1800

/** A whole number within bounds, or null. */
const wholeOf = (text: string, least: number, most: number): number | null => {
  const value = /^\d{1,6}$/.test(text.trim()) ? Number(text) : Number.NaN
  return value >= least && value <= most ? value : null
}

const RevocationChoice = ({
  value,
  onChoose,
}: {
  value: Team['onRevoke']
  onChoose: (value: Team['onRevoke']) => void
}) => {
  const { t } = useTranslation('adminPeople')
  return (
    <fieldset className="plain-set">
      <legend className="lab">{t('teams.onRevoke')}</legend>
      <div className="col g8">
        {(['drain', 'cut'] as const).map((one) => (
          <div key={one}>
            <label className="radio-line m">
              <input type="radio" name="on-revoke" checked={value === one} onChange={() => onChoose(one)} />
              {t(`teams.revoke.${one}`)}
            </label>
            <p className="xs t2 radio-text">{t(`teams.revokeText.${one}`)}</p>
          </div>
        ))}
      </div>
    </fieldset>
  )
}

const DisclosureChoice = ({
  value,
  onChoose,
}: {
  value: Disclosure
  onChoose: (value: Disclosure) => void
}) => {
  const { t } = useTranslation('adminPeople')
  return (
    <fieldset className="plain-set">
      <legend className="lab">{t('teams.disclosure')}</legend>
      <div className="col g8">
        {Disclosure.options.map((one) => (
          <div key={one}>
            <label className="radio-line m">
              <input type="radio" name="disclosure" checked={value === one} onChange={() => onChoose(one)} />
              {t(`teams.disclose.${one}`)}
            </label>
            <p className="xs t2 radio-text">{t(`teams.discloseText.${one}`)}</p>
          </div>
        ))}
        <p className="xs t2">{t('teams.discloseAll')}</p>
      </div>
    </fieldset>
  )
}

/** Adds a team, or renames one and sets what holds for its people. */
export const TeamForm = ({ team, onClose }: { team: Team | null; onClose: () => void }) => {
  const { t } = useTranslation('adminPeople')
  const { t: common } = useTranslation()
  const problemText = useProblemText()
  const changed = useDirectoryChanged()
  const [name, setName] = useState(team?.name ?? '')
  const [wrapUp, setWrapUp] = useState(String(team?.wrapUpSeconds ?? ''))
  const [onRevoke, setOnRevoke] = useState<Team['onRevoke']>(team?.onRevoke ?? 'drain')
  const [disclosure, setDisclosure] = useState<Disclosure>(team?.disclosure ?? 'sign')
  const wrapUpSeconds = wholeOf(wrapUp, 0, longestWrapUpSeconds)
  const save = useMutation({
    mutationFn: () =>
      team === null
        ? fetchAnswer(peopleRoutes.createTeam, { body: { name: name.trim() } })
        : fetchAnswer(peopleRoutes.updateTeam, {
            params: { teamId: team.teamId },
            body: {
              name: name.trim(),
              onRevoke,
              disclosure,
              ...(wrapUpSeconds === null ? {} : { wrapUpSeconds }),
            },
          }),
    onSuccess: async () => {
      await changed()
      onClose()
    },
  })
  const problem = save.error === null ? null : problemOf(save.error)
  const taken = problem?.code === 'name-taken'
  const filled = name.trim() !== '' && (team === null || wrapUpSeconds !== null)
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (filled && !save.isPending) save.mutate()
  }
  return (
    <Modal title={team === null ? t('teams.add') : t('form.edit', { name: team.name })} onClose={onClose}>
      <form className="col g16" onSubmit={onSubmit}>
        {problem !== null && !taken && (
          <Alert tone="bad" urgent>
            {problemText(problem)}
          </Alert>
        )}
        <Field
          label={t('columns.name')}
          required
          maxLength={100}
          data-autofocus
          error={taken ? t('teams.taken') : undefined}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {team !== null && (
          <>
            <Field
              label={t('teams.wrapUp')}
              hint={t('teams.wrapUpHint')}
              error={wrapUpSeconds === null ? t('teams.wrapUpBad') : undefined}
              inputMode="numeric"
              maxLength={4}
              value={wrapUp}
              onChange={(event) => setWrapUp(event.currentTarget.value)}
            />
            <DisclosureChoice value={disclosure} onChoose={setDisclosure} />
            <RevocationChoice value={onRevoke} onChoose={setOnRevoke} />
          </>
        )}
        <FormFoot
          submit={team === null ? t('teams.add') : common('action.save')}
          filled={filled}
          pending={save.isPending}
          onCancel={onClose}
        />
      </form>
    </Modal>
  )
}
