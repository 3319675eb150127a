import { IconCheck, IconEarOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Chip } from '../../ui/components/alert.tsx'
import { type Ear, ears, type HearMode, hears } from './hearing.ts'

/** The diagram in words, for those who cannot or do not want to read arrows. */
export const HearTable = ({
  mode,
  agentLost,
  names,
}: {
  mode: HearMode
  agentLost: boolean
  names: Record<Ear, string>
}) => {
  const { t } = useTranslation('liveCall')
  return (
    <table aria-label={t('hears.caption')} className="hear-table">
      <thead>
        <tr>
          <th>{t('hears.speaker')}</th>
          {ears.map((ear) => (
            <th key={ear} className="el" title={names[ear]}>
              {ear === 'you' ? t('hears.youHear') : t('hears.hears', { name: names[ear] })}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {ears.map((speaker) => (
          <tr key={speaker}>
            <th scope="row" className="hear-speaker el">
              {names[speaker]}
            </th>
            {ears.map((listener) => (
              <td key={listener}>
                {listener === speaker ? (
                  <span aria-label={t('hears.self')}>–</span>
                ) : hears(mode, agentLost, listener, speaker) ? (
                  <Chip tone="ready" icon={IconCheck}>
                    {t('hears.yes')}
                  </Chip>
                ) : (
                  <Chip tone="idle" icon={IconEarOff}>
                    {t('hears.no')}
                  </Chip>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
