import { trunkRoutes, type Trunk } from '@hearthline/shared'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Modal } from '../../ui/components/modal.tsx'
import { toast } from '../../ui/components/toast.tsx'

/** @param last whether nobody could call out afterwards */
export const RemoveTrunk = ({
  trunk,
  last,
  onClose,
}: {
  trunk: Trunk
  last: boolean
  onClose: () => void
}) => {
  const { t } = useTranslation('adminTrunks')
  const { t: common } = useTranslation()
  const problemText = useProblemText()
  const queries = useQueryClient()
  const { name, trunkId } = trunk
  const remove = useMutation({
    mutationFn: () => fetchAnswer(trunkRoutes.remove, { params: { trunkId } }),
    onSuccess: () => {
      toast({ key: trunkId, tone: 'idle', title: t('removed', { name }) })
      onClose()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['trunks'] }),
  })
  return (
    <Modal title={t('removeTitle', { name })} onClose={onClose}>
      <div className="col g16">
        <p className="t2">{t('removeText')}</p>
        {last && <Alert tone="hold">{t('removeLast')}</Alert>}
        {remove.error !== null && (
          <Alert tone="bad" urgent>
            {problemText(problemOf(remove.error))}
          </Alert>
        )}
        <div className="row g8" style={{ justifyContent: 'flex-end' }}>
          <Button onPress={onClose} data-autofocus>
            {common('action.cancel')}
          </Button>
          <Button look="danger" pending={remove.isPending} onPress={() => remove.mutate()}>
            {t('remove')}
          </Button>
        </div>
      </div>
    </Modal>
  )
}
