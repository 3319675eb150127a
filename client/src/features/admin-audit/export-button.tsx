import { auditRoutes, type AuditFilter } from '@hearthline/shared'
import { IconDownload } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { callForBytes } from '../../api/call.ts'
import { ProblemError, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Button } from '../../ui/components/button.tsx'
import { saveFile } from '../../ui/components/save-file.ts'
import { toast } from '../../ui/components/toast.tsx'
import { bytes } from '../../ui/format/time.ts'
import { fileNameOf, readAll } from './export-file.ts'

/** Downloads the filtered rows with the hashes that prove them. A link cannot do it: the request is signed. */
export const ExportButton = ({ filter }: { filter: () => AuditFilter }) => {
  const { t, i18n } = useTranslation('adminAudit')
  const problemText = useProblemText()
  const queries = useQueryClient()
  const [came, setCame] = useState(0)
  const take = useMutation({
    mutationFn: async () => {
      setCame(0)
      const answer = await callForBytes(auditRoutes.exportRows, { body: filter() })
      if (!answer.ok) throw new ProblemError(answer.problem)
      const { body, headers } = answer.value
      const name = fileNameOf(headers.get('content-disposition'), 'hearthline-audit.csv')
      try {
        const file = body === null ? new Blob([]) : await readAll(body, setCame)
        return { name, file }
      } catch {
        // Half a file proves nothing: it is thrown away.
        throw new ProblemError({ code: 'unavailable', detail: 'the download broke off' })
      }
    },
    onSuccess: ({ name, file }) => {
      saveFile(name, file)
      toast({
        key: 'audit-export',
        tone: 'ready',
        title: t('export.done'),
        text: t('export.doneText', { name, size: bytes(file.size, i18n.language) }),
      })
    },
    onError: (error) =>
      toast({
        key: 'audit-export',
        tone: 'bad',
        title: t('export.failed'),
        text: problemText(problemOf(error)),
      }),
    // That somebody took rows out is a row of its own.
    onSettled: () => queries.invalidateQueries({ queryKey: ['audit', 'rows'] }),
  })
  return (
    <Button icon={IconDownload} pending={take.isPending} onPress={() => take.mutate()}>
      {take.isPending ? t('export.running', { size: bytes(came, i18n.language) }) : t('export.press')}
    </Button>
  )
}
