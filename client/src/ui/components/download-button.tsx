import type { Result } from '@hearthline/shared'
import { IconDownload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fileNameOf, readAll } from '../../api/file-answer.ts'
import { ProblemError, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { bytes } from '../format/time.ts'
import { Button } from './button.tsx'
import { saveFile } from './save-file.ts'
import { toast } from './toast.tsx'

/** What the button and its toasts say; sizes are words already, e.g. `8.1 MB`. */
export interface DownloadWords {
  press: string
  running: (size: string) => string
  done: string
  doneText: (file: { name: string; size: string }) => string
  failed: string
}

/** Downloads a file that control makes. A link cannot do it: the request is signed. Half a file is thrown away. */
export const DownloadButton = ({
  fetchFile,
  fallbackName,
  words,
  onSettled,
}: {
  fetchFile: () => Promise<Result<Response>>
  /** Where the answer names none; also the key of its toasts. */
  fallbackName: string
  words: DownloadWords
  onSettled?: () => void
}) => {
  const { i18n } = useTranslation()
  const problemText = useProblemText()
  const [came, setCame] = useState(0)
  const take = useMutation({
    mutationFn: async () => {
      setCame(0)
      const answer = await fetchFile()
      if (!answer.ok) throw new ProblemError(answer.problem)
      const { body, headers } = answer.value
      const name = fileNameOf(headers.get('content-disposition'), fallbackName)
      try {
        const file = body === null ? new Blob([]) : await readAll(body, setCame)
        return { name, file }
      } catch {
        throw new ProblemError({ code: 'unavailable', detail: 'the download broke off' })
      }
    },
    onSuccess: ({ name, file }) => {
      saveFile(name, file)
      toast({
        key: fallbackName,
        tone: 'ready',
        title: words.done,
        text: words.doneText({ name, size: bytes(file.size, i18n.language) }),
      })
    },
    onError: (error) =>
      toast({
        key: fallbackName,
        tone: 'bad',
        title: words.failed,
        text: problemText(problemOf(error)),
      }),
    onSettled: () => onSettled?.(),
  })
  return (
    <Button icon={IconDownload} pending={take.isPending} onPress={() => take.mutate()}>
      {take.isPending ? words.running(bytes(came, i18n.language)) : words.press}
    </Button>
  )
}
