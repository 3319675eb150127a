import { auditRoutes, type AuditFilter } from '@hearthline/shared'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { callForBytes } from '../../api/call.ts'
import { DownloadButton } from '../../ui/components/download-button.tsx'

/** Downloads the filtered rows with the hashes that prove them. */
export const ExportButton = ({ filter }: { filter: () => AuditFilter }) => {
  const { t } = useTranslation('adminAudit')
  const queries = useQueryClient()
  return (
    <DownloadButton
      fetchFile={() => callForBytes(auditRoutes.exportRows, { body: filter() })}
      fallbackName="hearthline-audit.csv"
      words={{
        press: t('export.press'),
        running: (size) => t('export.running', { size }),
        done: t('export.done'),
        doneText: (file) => t('export.doneText', file),
        failed: t('export.failed'),
      }}
      // That somebody took rows out is a row of its own.
      onSettled={() => void queries.invalidateQueries({ queryKey: ['audit', 'rows'] })}
    />
  )
}
