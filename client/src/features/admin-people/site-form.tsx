import { peopleRoutes, type Site } from '@hearthline/shared'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Field } from '../../ui/components/field.tsx'
import { Modal } from '../../ui/components/modal.tsx'
import { readPosition } from './position.ts'
import { useDirectoryChanged } from './use-directory.ts'
import { FormFoot } from './form-foot.tsx'

/** Adds a site, renames one, or says where it is. */
export const SiteForm = ({ site, onClose }: { site: Site | null; onClose: () => void }) => {
  const { t } = useTranslation('adminPeople')
  const { t: common } = useTranslation()
  const problemText = useProblemText()
  const changed = useDirectoryChanged()
  const [name, setName] = useState(site?.name ?? '')
  const [place, setPlace] = useState(
    site?.position === null || site === null ? '' : `${site.position.latitude}, ${site.position.longitude}`,
  )
  const position = readPosition(place)
  const save = useMutation({
    mutationFn: (to: Site['position']) => {
      const body = { name: name.trim(), position: to }
      return site === null
        ? fetchAnswer(peopleRoutes.createSite, { body })
        : fetchAnswer(peopleRoutes.updateSite, { params: { siteId: site.siteId }, body })
    },
    onSuccess: async () => {
      await changed()
      onClose()
    },
  })
  const problem = save.error === null ? null : problemOf(save.error)
  const taken = problem?.code === 'name-taken'
  const filled = name.trim() !== '' && position !== 'bad'
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '' && position !== 'bad' && !save.isPending) save.mutate(position)
  }
  return (
    <Modal title={site === null ? t('sites.add') : t('form.edit', { name: site.name })} onClose={onClose}>
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
          error={taken ? t('sites.taken') : undefined}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Field
          label={t('sites.position')}
          hint={t('sites.positionHint')}
          error={position === 'bad' ? t('sites.positionBad') : undefined}
          placeholder="52.52, 13.405"
          maxLength={60}
          value={place}
          onChange={(event) => setPlace(event.currentTarget.value)}
        />
        {site === null && <p className="xs t2">{t('sites.networksNext')}</p>}
        <FormFoot
          submit={site === null ? t('sites.add') : common('action.save')}
          filled={filled}
          pending={save.isPending}
          onCancel={onClose}
        />
      </form>
    </Modal>
  )
}
