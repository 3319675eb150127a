import { peopleRoutes, type Site } from '@hearthline/shared'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { Alert, Chip } from '../../ui/components/alert.tsx'
import { Button, IconButton } from '../../ui/components/button.tsx'
import { PersonName } from '../../ui/components/person.tsx'
import { toast } from '../../ui/components/toast.tsx'
import { linesOf } from './lines.ts'
import { SiteProblem } from './site-problem.tsx'

/** One site: its networks as a draft that holds nothing until it is saved. */
export const SiteCard = ({ site }: { site: Site }) => {
  const { t } = useTranslation('admin')
  const queries = useQueryClient()
  const [draft, setDraft] = useState<string[] | null>(null)
  const [text, setText] = useState('')
  const cidrs = draft ?? site.cidrs
  const save = useMutation({
    mutationFn: (next: string[]) =>
      fetchAnswer(peopleRoutes.setSiteNetworks, { params: { siteId: site.siteId }, body: { cidrs: next } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['sites'] })
      setDraft(null)
      toast({ key: site.siteId, tone: 'ready', title: site.name, text: t('networks.saved') })
    },
  })
  const change = (next: string[]) => {
    save.reset()
    setDraft(next)
  }
  const onAdd = (event: FormEvent) => {
    event.preventDefault()
    const added = linesOf(text).filter((line) => !cidrs.includes(line))
    if (added.length > 0) change([...cidrs, ...added])
    setText('')
  }
  return (
    <section className="card" aria-label={site.name}>
      <div className="hd">
        <h3 className="h3 f1">
          <PersonName name={site.name} />
        </h3>
        {draft !== null && <Chip tone="hold">{t('networks.draft')}</Chip>}
        <span className="t3 sm num nw">{t('networks.people', { count: site.people })}</span>
      </div>
      <div className="p16 col g12">
        {cidrs.length === 0 && <Alert tone="hold">{t('networks.none')}</Alert>}
        <ul className="col g6">
          {cidrs.map((cidr) => (
            <li key={cidr} className="cidr">
              <span className="code sm f1 el" title={cidr}>
                {cidr}
              </span>
              {!site.cidrs.includes(cidr) && <Chip tone="hold">+</Chip>}
              <IconButton
                icon={IconX}
                label={t('networks.remove', { cidr })}
                onPress={() => change(cidrs.filter((one) => one !== cidr))}
              />
            </li>
          ))}
        </ul>
        <form className="row g8" onSubmit={onAdd}>
          <div className="inp f1">
            <input
              className="code"
              aria-label={t('networks.addLabel', { site: site.name })}
              placeholder={t('networks.placeholder')}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          </div>
          <Button type="submit" icon={IconPlus} onPress={text.trim() === '' ? undefined : () => undefined}>
            {t('networks.add')}
          </Button>
        </form>
        {save.error !== null && <SiteProblem problem={problemOf(save.error)} />}
        {draft !== null && (
          <div className="row g8" style={{ justifyContent: 'flex-end' }}>
            <Button
              onPress={() => {
                save.reset()
                setDraft(null)
              }}
            >
              {t('networks.undo')}
            </Button>
            <Button look="primary" pending={save.isPending} onPress={() => save.mutate(draft)}>
              {t('networks.save')}
            </Button>
          </div>
        )}
      </div>
    </section>
  )
}
