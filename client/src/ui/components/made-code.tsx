import { useTranslation } from 'react-i18next'
import { serverNow } from '../../app/session.ts'
import { duration } from '../format/time.ts'
import { Alert } from './alert.tsx'
import { Button } from './button.tsx'
import { CopyButton } from './copy-button.tsx'
import { useNow } from './timer.tsx'

/** A one-time enrolment code, shown large this once, with its link and how long it still works. */
export const MadeCode = ({
  made,
  name,
  onAgain,
  onClose,
}: {
  made: { code: string; link: string; expiresAt: number }
  name: string
  onAgain: () => void
  onClose: () => void
}) => {
  const { t } = useTranslation('admin')
  useNow()
  const leftMs = made.expiresAt - serverNow()
  const link = new URL(made.link, location.origin).href
  const shown = `${made.code.slice(0, 5)} ${made.code.slice(5)}`
  return (
    <div className="col g16">
      {leftMs > 0 ? (
        <>
          <p className="t2">{t('code.readOut', { name })}</p>
          <div>
            <div className="lab">{t('code.code')}</div>
            <div className="row g12">
              <span className="big-code code f1">{shown}</span>
              <CopyButton text={made.code} what={t('code.code')} />
            </div>
          </div>
          <div>
            <div className="lab">{t('code.link')}</div>
            <div className="row g12">
              <span className="code sm f1 el" title={link}>
                {link}
              </span>
              <CopyButton text={link} what={t('code.link')} />
            </div>
          </div>
          <p className="sm t2 num" role="timer">
            {t('code.left', { left: duration(leftMs) })}
          </p>
        </>
      ) : (
        <Alert tone="hold" urgent>
          {t('code.over')}
        </Alert>
      )}
      <div className="row g8" style={{ justifyContent: 'flex-end' }}>
        {leftMs <= 0 && (
          <Button look="primary" onPress={onAgain}>
            {t('code.again')}
          </Button>
        )}
        <Button onPress={onClose}>{t('code.done')}</Button>
      </div>
    </div>
  )
}
