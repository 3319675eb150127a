import { peopleRoutes, type PeopleImport } from '@hearthline/shared'
import { IconDownload, IconFileUpload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useId, useState, type DragEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button, Spinner } from '../../ui/components/button.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { Modal } from '../../ui/components/modal.tsx'
import { saveFile } from '../../ui/components/save-file.ts'
import { csvOf } from './csv.ts'
import { readImportFile, type FileFault, type ImportFile } from './import-file.ts'
import { ImportDone, ImportFindings } from './import-findings.tsx'
import { useDirectoryChanged } from './use-directory.ts'

type Chosen = Extract<ImportFile, { ok: true }>

/** The columns that control reads, with one row for each kind of cell. */
const template = csvOf([
  ['user name', 'display name', 'role', 'teams', 'site'],
  ['dana.whitlock', 'Dana Whitlock', 'agent', 'West', 'Columbus'],
  ['priya.raman', 'Priya Raman', 'lead', 'West;Mountain', ''],
])

const FilePick = ({ pending, onFile }: { pending: boolean; onFile: (file: File) => void }) => {
  const { t } = useTranslation('adminPeople')
  const id = useId()
  const [over, setOver] = useState(false)
  const dragged = (event: DragEvent) => {
    event.preventDefault()
    setOver(event.type === 'dragover')
  }
  return (
    <div
      className={`drop-file${over ? ' over' : ''}`}
      onDragOver={dragged}
      onDragLeave={dragged}
      onDrop={(event) => {
        dragged(event)
        const file = event.dataTransfer.files[0]
        if (file !== undefined && !pending) onFile(file)
      }}
    >
      <input
        id={id}
        type="file"
        accept=".csv,text/csv"
        className="vh"
        disabled={pending}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0]
          // The same file chosen again, once mended, must be heard too.
          event.currentTarget.value = ''
          if (file !== undefined) onFile(file)
        }}
      />
      <label htmlFor={id} className="drop-label">
        <Icon of={IconFileUpload} size={22} />
        <span className="m">{t('import.choose')}</span>
        <span className="xs t2">{t('import.limits')}</span>
      </label>
    </div>
  )
}

const Working = ({ text }: { text: string }) => (
  <output className="row g10 p16">
    <Spinner />
    <span className="t2">{text}</span>
  </output>
)

const send = (csv: string, dryRun: boolean): Promise<PeopleImport> =>
  fetchAnswer(peopleRoutes.importFile, { body: { csv, dryRun } })

/** People from a CSV file: first a run that changes nothing and names each bad row, then all of them or none. */
export const ImportModal = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTranslation('adminPeople')
  const { t: common } = useTranslation()
  const problemText = useProblemText()
  const changed = useDirectoryChanged()
  const [file, setFile] = useState<Chosen | null>(null)
  const [fault, setFault] = useState<FileFault | null>(null)
  const check = useMutation({ mutationFn: (chosen: Chosen) => send(chosen.csv, true) })
  const take = useMutation({
    mutationFn: (chosen: Chosen) => send(chosen.csv, false),
    onSuccess: changed,
  })
  const choose = async (picked: File) => {
    check.reset()
    take.reset()
    const read = await readImportFile(picked)
    setFault(read.ok ? null : read.fault)
    setFile(read.ok ? read : null)
    if (read.ok) check.mutate(read)
  }
  const busy = check.isPending || take.isPending
  const error = take.error ?? check.error
  const problem = error === null ? null : problemOf(error)
  // Between the two runs somebody else may have taken a name: then the second one names the rows.
  const refused = take.data !== undefined && take.data.badTotal > 0
  const done = take.data !== undefined && !refused ? take.data : null
  const findings = refused ? take.data : check.data
  const ready = findings !== undefined && findings.badTotal === 0 && findings.good > 0 && !refused
  return (
    <Modal title={t('import.title')} size={720} onClose={onClose}>
      <div className="col g16">
        {done !== null ? (
          <ImportDone result={done} />
        ) : (
          <>
            <div className="row g8 wrap sp">
              <p className="t2 sm f1">{t('import.text')}</p>
              <Button
                size="sm"
                icon={IconDownload}
                onPress={() => saveFile('people-template.csv', new Blob([template], { type: 'text/csv' }))}
              >
                {t('import.template')}
              </Button>
            </div>
            <FilePick pending={busy} onFile={(picked) => void choose(picked)} />
            {fault !== null && (
              <Alert tone="bad" urgent>
                {t(`import.fault.${fault}`)}
              </Alert>
            )}
            {problem !== null && (
              <Alert tone="bad" urgent>
                {problem.code === 'too-many-rows'
                  ? t('import.fault.too-many-rows')
                  : problem.code === 'payload-too-large'
                    ? t('import.fault.too-large')
                    : problem.code === 'invalid-request'
                      ? t('import.fault.not-utf8')
                      : problemText(problem)}
              </Alert>
            )}
            {file !== null && check.isPending && <Working text={t('import.checking', { name: file.name })} />}
            {take.isPending && <Working text={t('import.importing', { count: findings?.good ?? 0 })} />}
            {file !== null && !busy && problem === null && findings !== undefined && (
              <ImportFindings name={file.name} findings={findings} />
            )}
          </>
        )}
        <div className="row g8" style={{ justifyContent: 'flex-end' }}>
          <Button onPress={onClose}>{common(done === null ? 'action.cancel' : 'action.close')}</Button>
          {done === null && (
            <Button
              look="primary"
              pending={take.isPending}
              onPress={ready && file !== null && !busy ? () => take.mutate(file) : undefined}
            >
              {ready ? t('import.take', { count: findings.good }) : t('import.takeNone')}
            </Button>
          )}
        </div>
      </div>
    </Modal>
  )
}
