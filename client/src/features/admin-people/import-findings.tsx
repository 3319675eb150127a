import type { BadRow, PeopleImport } from '@hearthline/shared'
import { IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Alert } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { saveFile } from '../../ui/components/save-file.ts'
import { ScrollRegion } from '../../ui/components/scroll-region.tsx'
import { csvOf } from './csv.ts'
import { useBadRowText } from './use-bad-row-text.ts'

const keyOf = (row: BadRow): string => `${row.line} ${row.field ?? ''} ${row.fault} ${row.value}`

const BadRows = ({ findings }: { findings: PeopleImport }) => {
  const { t } = useTranslation('adminPeople')
  const { fieldWord, sentence } = useBadRowText()
  return (
    <div>
      <h3 className="h3">{t('import.bad', { count: findings.badTotal })}</h3>
      {findings.badTotal > findings.bad.length && (
        <p className="xs t2">{t('import.badMore', { count: findings.bad.length })}</p>
      )}
      <ScrollRegion label={t('import.bad', { count: findings.badTotal })} className="import-rows">
        <table className="tight">
          <thead>
            <tr>
              <th scope="col" className="r">
                {t('import.line')}
              </th>
              <th scope="col">{t('import.field')}</th>
              <th scope="col">{t('import.why')}</th>
            </tr>
          </thead>
          <tbody>
            {findings.bad.map((row) => (
              <tr key={keyOf(row)}>
                <td className="r num">{row.line}</td>
                <td className="nw">{fieldWord(row.field)}</td>
                <td>{sentence(row)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </div>
  )
}

const Sample = ({ findings }: { findings: PeopleImport }) => {
  const { t } = useTranslation('adminPeople')
  const { t: common } = useTranslation()
  return (
    <div>
      <h3 className="h3">{t('import.sample')}</h3>
      <ScrollRegion label={t('import.sample')} className="import-rows">
        <table className="tight">
          <thead>
            <tr>
              <th scope="col">{t('columns.userName')}</th>
              <th scope="col">{t('columns.name')}</th>
              <th scope="col">{t('columns.role')}</th>
              <th scope="col">{t('columns.teams')}</th>
              <th scope="col">{t('columns.site')}</th>
            </tr>
          </thead>
          <tbody>
            {findings.sample.map((person) => (
              <tr key={person.userName}>
                <td>{person.userName}</td>
                <td>{person.displayName}</td>
                <td className="nw">{common(`role.${person.role}`)}</td>
                <td>{person.teams.length === 0 ? t('none') : person.teams.join(', ')}</td>
                <td>{person.site ?? t('none')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </div>
  )
}

/** What a run that changed nothing found in the file. */
export const ImportFindings = ({ name, findings }: { name: string; findings: PeopleImport }) => {
  const { t } = useTranslation('adminPeople')
  const { badTotal, good, rows } = findings
  return (
    <>
      {badTotal > 0 ? (
        <Alert tone="bad" urgent>
          {t('import.someBad', { name, bad: badTotal, rows })}
        </Alert>
      ) : good === 0 ? (
        <Alert tone="hold">{t('import.noRows', { name })}</Alert>
      ) : (
        <Alert tone="ready">{t('import.allGood', { name, count: good })}</Alert>
      )}
      {badTotal > 0 && <BadRows findings={findings} />}
      {findings.sample.length > 0 && <Sample findings={findings} />}
    </>
  )
}

/** The links of the people who were made: shown never again, so they go into a file. */
export const ImportDone = ({ result }: { result: PeopleImport }) => {
  const { t } = useTranslation('adminPeople')
  const save = () => {
    const rows = result.created.map((person) => [person.userName, new URL(person.link, location.origin).href])
    const text = csvOf([[t('columns.userName'), t('link.link')], ...rows])
    // Spreadsheets take a file without a byte order mark for one of the system's own code page.
    saveFile('password-links.csv', new Blob(['\uFEFF', text], { type: 'text/csv;charset=utf-8' }))
  }
  return (
    <>
      <Alert tone="ready" urgent>
        {t('import.done', { count: result.created.length })}
      </Alert>
      <p className="t2">{t('import.linksText')}</p>
      <div>
        <Button look="primary" icon={IconDownload} onPress={save} data-autofocus>
          {t('import.links')}
        </Button>
      </div>
      <p className="xs t2">{t('import.linksGone')}</p>
    </>
  )
}
