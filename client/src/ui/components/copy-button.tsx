import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'

/** Copies a text. `what` names it for screen readers, where several stand on one page. */
export const CopyButton = ({ text, what }: { text: string; what: string }) => {
  const { t } = useTranslation()
  const [copied, setCopied] = useState('')
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(text)
  }
  const done = copied === text
  return (
    <Button size="sm" icon={done ? IconCheck : IconCopy} onPress={() => void copy()}>
      <output>{t(done ? 'action.copied' : 'action.copy')}</output>
      <span className="vh">{what}</span>
    </Button>
  )
}
