import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/components/button.tsx'

/** Cancel, and the button that submits the form around; off until all that is needed is filled in. */
export const FormFoot = ({
  submit,
  filled,
  pending,
  onCancel,
}: {
  submit: string
  filled: boolean
  pending: boolean
  onCancel: () => void
}) => {
  const { t } = useTranslation()
  return (
    <div className="row g8 wrap" style={{ justifyContent: 'flex-end' }}>
      <Button onPress={onCancel}>{t('action.cancel')}</Button>
      <Button type="submit" look="primary" pending={pending} onPress={filled ? () => undefined : undefined}>
        {submit}
      </Button>
    </div>
  )
}
