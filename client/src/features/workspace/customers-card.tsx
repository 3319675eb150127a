import { callRoutes, type Customer } from '@hearthline/shared'
import { IconPhoneFilled, IconSearch, IconUsers } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import type { DialTarget } from '../../softphone/index.ts'
import { Button } from '../../ui/components/button.tsx'
import { Empty, ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { ScrollRegion } from '../../ui/components/scroll-region.tsx'
import { Avatar } from '../../ui/components/person.tsx'

const Row = ({
  customer,
  onCall,
}: {
  customer: Customer
  onCall: ((to: DialTarget) => void) | undefined
}) => {
  const { t } = useTranslation('workspace')
  const { customerId, displayName, maskedNumber, demoNote } = customer
  return (
    <li className="customer">
      <Avatar name={displayName} size={34} />
      <div className="customer-who">
        <span className="m el" title={displayName}>
          {displayName}
        </span>
        <span className="sm t2 num nw">{maskedNumber}</span>
      </div>
      <span className="sm t2 customer-note" title={demoNote ?? ''}>
        {demoNote}
      </span>
      <Button
        look="go"
        size="sm"
        aria-label={t('customers.callOne', { name: displayName })}
        onPress={onCall && (() => onCall({ type: 'customer', customerId }))}
      >
        <IconPhoneFilled className="ic" size={14} aria-hidden />
        {t('customers.call')}
      </Button>
    </li>
  )
}

/** Whom to call: search, number masked, one press to ask for the call. */
export const CustomersCard = ({ onCall }: { onCall: ((to: DialTarget) => void) | undefined }) => {
  const { t } = useTranslation('workspace')
  const [search, setSearch] = useState('')
  const asked = useDeferredValue(search.trim().slice(0, 100))
  const customers = useQuery({
    queryKey: ['customers', asked],
    queryFn: () => fetchAnswer(callRoutes.customers, { query: { limit: 50, search: asked } }),
    placeholderData: (before) => before,
  })
  const body = () => {
    if (customers.isPending) return <Skeleton rows={5} />
    if (customers.isError)
      return (
        <ErrorState
          problem={problemOf(customers.error)}
          title={t('customers.failed')}
          onRetry={() => void customers.refetch()}
        />
      )
    if (customers.data.items.length === 0)
      return asked === '' ? (
        <Empty icon={IconUsers} title={t('customers.empty')}>
          {t('customers.emptyText')}
        </Empty>
      ) : (
        <Empty icon={IconSearch} title={t('customers.noMatch')}>
          {t('customers.noMatchText', { search: asked })}
        </Empty>
      )
    return (
      <ScrollRegion
        className="customers scroll"
        label={t('customers.title')}
        // Its buttons take the focus, and with it the scrolling, only while they can be pressed.
        reachable={onCall === undefined}
      >
        <ul>
          {customers.data.items.map((customer) => (
            <Row key={customer.customerId} customer={customer} onCall={onCall} />
          ))}
        </ul>
      </ScrollRegion>
    )
  }
  return (
    <section className="card col work-customers" aria-labelledby="customers-title">
      <div className="hd">
        <h2 className="h3" id="customers-title">
          {t('customers.title')}
        </h2>
        {customers.data !== undefined && (
          <span className="xs t2 num">{t('customers.count', { count: customers.data.total })}</span>
        )}
        <label className="inp work-search ml">
          <Icon of={IconSearch} size={16} />
          <input
            type="search"
            aria-label={t('customers.search')}
            placeholder={t('customers.search')}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </label>
      </div>
      {body()}
    </section>
  )
}
