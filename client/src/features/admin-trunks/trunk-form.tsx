import { peopleRoutes, trunkRoutes, type Trunk } from '@hearthline/shared'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Field } from '../../ui/components/field.tsx'
import { Choice } from '../../ui/components/list-tools.tsx'
import { Modal } from '../../ui/components/modal.tsx'
import { toast } from '../../ui/components/toast.tsx'
import { Check, RoutingFields, TrustFields } from './trunk-fields.tsx'
import { draftOf, faultyFieldOf, readTrunk, type FaultyField, type TrunkDraft } from './trunk-draft.ts'

const transports = [
  { value: 'udp', word: 'UDP' },
  { value: 'tcp', word: 'TCP' },
  { value: 'tls', word: 'TLS' },
] as const

/** Adds a trunk, or changes one. The password goes in and never comes out. */
export const TrunkForm = ({ trunk, onClose }: { trunk: Trunk | null; onClose: () => void }) => {
  const { t } = useTranslation('adminTrunks')
  const { t: common } = useTranslation()
  const problemText = useProblemText()
  const queries = useQueryClient()
  const [draft, setDraft] = useState(() => draftOf(trunk))
  const [faults, setFaults] = useState<readonly FaultyField[]>([])
  const set = (change: Partial<TrunkDraft>) => setDraft((before) => ({ ...before, ...change }))
  const teams = useQuery({
    queryKey: ['teams'],
    queryFn: ({ signal }) => fetchAnswer(peopleRoutes.teams, { signal }),
  })
  const save = useMutation({
    mutationFn: ({ body, password }: Extract<ReturnType<typeof readTrunk>, { ok: true }>) =>
      trunk === null
        ? fetchAnswer(trunkRoutes.create, { body: { ...body, password: password ?? null } })
        : fetchAnswer(trunkRoutes.update, {
            params: { trunkId: trunk.trunkId },
            body: { ...body, ...(password === undefined ? {} : { password }) },
          }),
    onSuccess: async (saved) => {
      toast({ key: saved.trunkId, tone: 'ready', title: t('saved', { name: saved.name }) })
      await queries.invalidateQueries({ queryKey: ['trunks'] })
      onClose()
    },
  })
  const problem = save.error === null ? null : problemOf(save.error)
  const refused = problem?.code === 'invalid-request' ? faultyFieldOf(problem.field) : undefined
  const taken = problem?.code === 'name-taken'
  const errorOf = (field: FaultyField): string | undefined =>
    faults.includes(field) || refused === field ? t(`fault.${field}`) : undefined
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (save.isPending) return
    const read = readTrunk(draft, trunk?.hasPassword === true)
    setFaults(read.ok ? [] : read.faults)
    if (read.ok) save.mutate(read)
  }
  return (
    <Modal
      title={trunk === null ? t('form.create') : t('form.edit', { name: trunk.name })}
      size={640}
      onClose={onClose}
    >
      <form className="col g16" onSubmit={onSubmit} autoComplete="off" noValidate>
        {problem !== null && !taken && refused === undefined && (
          <Alert tone="bad" urgent>
            {problemText(problem)}
          </Alert>
        )}
        <Field
          label={t('form.name')}
          required
          maxLength={100}
          data-autofocus
          error={taken ? t('form.taken') : errorOf('name')}
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <div className="trunk-place">
          <Field
            label={t('form.host')}
            hint={t('form.hostHint')}
            required
            maxLength={253}
            spellCheck={false}
            autoCapitalize="none"
            error={errorOf('host')}
            value={draft.host}
            onChange={(event) => set({ host: event.currentTarget.value })}
          />
          <Field
            label={t('form.port')}
            inputMode="numeric"
            maxLength={5}
            error={errorOf('port')}
            value={draft.port}
            onChange={(event) => set({ port: event.currentTarget.value })}
          />
          <div>
            <div className="lab">{t('form.transport')}</div>
            <Choice
              label={t('form.transport')}
              value={draft.transport}
              options={transports}
              onChoose={(transport) => {
                if (transport === '') return
                // The port goes with the transport as long as it is the usual one (RFC 3261 §19.1.2).
                const usual = draft.port === '5060' || draft.port === '5061' || draft.port === ''
                set({ transport, ...(usual ? { port: transport === 'tls' ? '5061' : '5060' } : {}) })
              }}
            />
          </div>
        </div>
        <RoutingFields draft={draft} set={set} errorOf={errorOf} />
        <TrustFields draft={draft} set={set} errorOf={errorOf} hasPassword={trunk?.hasPassword === true} />
        <div>
          <div className="lab">{t('form.inbound')}</div>
          <Choice
            label={t('form.inbound')}
            value={draft.inboundTeamId}
            onChoose={(inboundTeamId) => set({ inboundTeamId })}
            options={[
              { value: '', word: t('form.inboundNone') },
              ...(teams.data?.items ?? []).map((team) => ({ value: team.teamId, word: team.name })),
            ]}
          />
        </div>
        <Check label={t('form.enabled')} checked={draft.enabled} onChange={(enabled) => set({ enabled })} />
        <div className="row g8" style={{ justifyContent: 'flex-end' }}>
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button type="submit" look="primary" pending={save.isPending} onPress={() => undefined}>
            {trunk === null ? t('add') : common('action.save')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
