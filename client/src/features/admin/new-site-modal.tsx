import { peopleRoutes } from '@hearthline/shared'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { Button } from '../../ui/components/button.tsx'
import { Field } from '../../ui/components/field.tsx'
import { Modal } from '../../ui/components/modal.tsx'
import { linesOf } from './lines.ts'
import { SiteProblem } from './site-problem.tsx'

/** Makes a site with its first networks. */
export const NewSiteModal = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTranslation('admin')
  const { t: common } = useTranslation()
  const queries = useQueryClient()
  const cidrsId = useId()
  const [name, setName] = useState('')
  const [cidrs, setCidrs] = useState('')
  const create = useMutation({
    mutationFn: (body: { name: string; cidrs: string[] }) => fetchAnswer(peopleRoutes.createSite, { body }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['sites'] })
      onClose()
    },
  })
  const filled = name.trim() !== ''
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (filled && !create.isPending) create.mutate({ name: name.trim(), cidrs: linesOf(cidrs) })
  }
  return (
    <Modal title={t('networks.create')} onClose={onClose}>
      <form className="col g16" onSubmit={onSubmit}>
        {create.error !== null && <SiteProblem problem={problemOf(create.error)} making />}
        <Field
          label={t('networks.name')}
          required
          maxLength={100}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div>
          <label className="lab" htmlFor={cidrsId}>
            {t('networks.cidrs')}
          </label>
          <textarea
            id={cidrsId}
            className="inp code"
            rows={4}
            placeholder={t('networks.placeholder')}
            value={cidrs}
            onChange={(event) => setCidrs(event.currentTarget.value)}
          />
        </div>
        <div className="row g8" style={{ justifyContent: 'flex-end' }}>
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button
            type="submit"
            look="primary"
            pending={create.isPending}
            onPress={filled ? () => undefined : undefined}
          >
            {t('networks.createSubmit')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
