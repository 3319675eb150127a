import { Role } from '@hearthline/shared'
import { IconCheck, IconSearchOff } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Empty } from '../../ui/components/empty.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { SearchBox } from '../../ui/components/list-tools.tsx'
import { roleRows } from './role-rows.ts'

/** What each role may do, read from the routes themselves. */
export const RolesTable = () => {
  const { t } = useTranslation('adminAccess')
  const { t: common } = useTranslation()
  const [search, setSearch] = useState('')
  const all = useMemo(() => roleRows(), [])
  const wanted = search.toLowerCase()
  const rows = all.filter(({ summary, path }) => `${summary} ${path}`.toLowerCase().includes(wanted))
  return (
    <section className="card roles" aria-label={t('policies.roles')}>
      <div className="hd wrap">
        <div className="f1">
          <h3 className="h3">{t('policies.roles')}</h3>
          <p className="xs t2">{t('policies.rolesText')}</p>
        </div>
        <SearchBox small label={t('policies.rolesSearch')} value={search} onSearch={setSearch} width={200} />
      </div>
      {rows.length === 0 ? (
        <Empty icon={IconSearchOff} title={t('policies.noRoute')} />
      ) : (
        <div className="tablewrap">
          <table className="tight">
            <thead>
              <tr>
                <th scope="col">{t('policies.what')}</th>
                {Role.options.map((role) => (
                  <th key={role} scope="col">
                    {common(`role.${role}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.key}>
                  <th scope="row" className="role-what">
                    {/* Summaries belong to the contract, which is written in English. */}
                    <span lang="en">{row.summary}</span>
                    <span className="code xs t3">
                      {row.method} {row.path}
                    </span>
                  </th>
                  {Role.options.map((role) => (
                    <td key={role}>
                      {row.roles.includes(role) ? (
                        <span className="c-ready">
                          <Icon of={IconCheck} size={16} />
                          <span className="vh">{t('policies.may')}</span>
                        </span>
                      ) : (
                        <span className="t3">
                          <span aria-hidden>–</span>
                          <span className="vh">{t('policies.mayNot')}</span>
                        </span>
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
