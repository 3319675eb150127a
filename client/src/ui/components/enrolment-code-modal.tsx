import { deviceRoutes, type PersonRef } from '@hearthline/shared'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Alert } from './alert.tsx'
import { Button } from './button.tsx'
import { MadeCode } from './made-code.tsx'
import { Modal } from './modal.tsx'
import { PersonPicker } from './person-picker.tsx'

/** Makes a one-time code for a person, and shows it once. */
export const EnrolmentCodeModal = ({
  initialPerson = null,
  onClose,
}: {
  initialPerson?: PersonRef | null
  onClose: () => void
}) => {
  const { t } = useTranslation('admin')
  const { t: common } = useTranslation()
  const problemText = useProblemText()
  const [person, setPerson] = useState<PersonRef | null>(initialPerson)
  const create = useMutation({
    mutationFn: (chosen: PersonRef) =>
      fetchAnswer(deviceRoutes.createEnrolmentCode, { params: { personId: chosen.personId } }),
  })
  const submit = person === null ? undefined : () => create.mutate(person)
  return (
    <Modal title={t('code.title')} onClose={onClose}>
      {create.data !== undefined && person !== null ? (
        <MadeCode
          made={create.data}
          name={person.displayName}
          onAgain={() => create.mutate(person)}
          onClose={onClose}
        />
      ) : (
        <div className="col g16">
          <PersonPicker label={t('code.who')} chosen={person} onChoose={setPerson} />
          {create.error !== null && (
            <Alert tone="bad" urgent>
              {problemText(problemOf(create.error))}
            </Alert>
          )}
          <p className="xs t2">{t('code.replaces')}</p>
          <div className="row g8" style={{ justifyContent: 'flex-end' }}>
            <Button onPress={onClose}>{common('action.cancel')}</Button>
            <Button look="primary" pending={create.isPending} onPress={submit}>
              {t('code.create')}
            </Button>
          </div>
        </div>
      )}
    </Modal>
  )
}
