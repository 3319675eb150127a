import { deviceRoutes, type Device } from '@hearthline/shared'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { PersonName } from '../../ui/components/person.tsx'
import { toast } from '../../ui/components/toast.tsx'

const deviceWords = (device: Pick<Device, 'name' | 'browser'>): string =>
  device.name === device.browser ? device.browser : `${device.name}, ${device.browser}`

/** The name in its row as a field: Enter or leaving it saves, Escape leaves it as it was. */
const RenameField = ({ device, onDone }: { device: Device; onDone: () => void }) => {
  const { t } = useTranslation('admin')
  const problemText = useProblemText()
  const queries = useQueryClient()
  const [name, setName] = useState(device.name)
  const rename = useMutation({
    mutationFn: (next: string) =>
      fetchAnswer(deviceRoutes.rename, { params: { deviceId: device.deviceId }, body: { name: next } }),
    onSuccess: () => toast({ key: device.deviceId, tone: 'ready', title: t('devices.renamed') }),
    onError: (error) =>
      toast({
        key: device.deviceId,
        tone: 'bad',
        title: t('devices.renameFailed'),
        text: problemText(problemOf(error)),
      }),
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: ['devices'] })
      onDone()
    },
  })
  const save = () => {
    const next = name.trim()
    if (rename.isPending) return
    if (next === '' || next === device.name) onDone()
    else rename.mutate(next)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') save()
    if (event.key === 'Escape') {
      event.stopPropagation()
      onDone()
    }
  }
  return (
    <div className="inp small" aria-busy={rename.isPending}>
      <input
        aria-label={t('devices.renameLabel', { name: device.person.displayName })}
        maxLength={60}
        ref={(input) => {
          if (input !== null && document.activeElement !== input) input.select()
        }}
        value={name}
        readOnly={rename.isPending}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={save}
      />
    </div>
  )
}

/** A device by its name and browser, or its name as a field while it is renamed. */
export const DeviceName = ({
  device,
  renaming,
  onDone,
}: {
  device: Device
  renaming: boolean
  onDone: () => void
}) => (renaming ? <RenameField device={device} onDone={onDone} /> : <PersonName name={deviceWords(device)} />)
