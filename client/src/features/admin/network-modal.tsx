import { networkRoutes, type NetworkRule, type Problem } from '@hearthline/shared'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { serverNow } from '../../app/session.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Field } from '../../ui/components/field.tsx'
import { Modal } from '../../ui/components/modal.tsx'
import { changesOf, removalOf, type AddStep, type Step } from './network-draft.ts'
import { dateOf, endOfDay } from './days.ts'
import { ScopeField, scopeOf, type ScopeChoice } from './scope-field.tsx'

/** What the form starts with; `replaces` is the rule that it changes. */
export interface NetworkForm {
  cidr: string
  replaces: NetworkRule | null
}

const startOf = (rule: NetworkRule | null): ScopeChoice => ({
  type: rule?.scope.type ?? 'everyone',
  id:
    rule === null || rule.scope.type === 'everyone'
      ? null
      : rule.scope.type === 'site'
        ? rule.scope.siteId
        : rule.scope.type === 'team'
          ? rule.scope.teamId
          : rule.scope.personId,
  name: rule?.scopeName ?? null,
})

/** One range of the draft: control checks it together with the rest before it is taken. */
export const NetworkModal = ({
  form,
  steps,
  onAdd,
  onClose,
}: {
  form: NetworkForm
  steps: readonly Step[]
  onAdd: (steps: readonly Step[]) => void
  onClose: () => void
}) => {
  const { t } = useTranslation('adminNetworks')
  const { t: common } = useTranslation()
  const problemText = useProblemText()
  const { replaces } = form
  const [cidr, setCidr] = useState(form.cidr)
  const [name, setName] = useState(replaces?.name ?? '')
  const [choice, setChoice] = useState<ScopeChoice>(() => startOf(replaces))
  const [ends, setEnds] = useState(
    replaces === null || replaces.endsAt === null ? '' : dateOf(replaces.endsAt),
  )
  const scope = scopeOf(choice)
  const endsAt = ends === '' ? null : endOfDay(ends)
  const badEnd = ends !== '' && (endsAt === null || endsAt <= serverNow())
  const before = replaces === null ? [] : [removalOf(replaces)]
  const index = steps.length + before.length
  const own = (problem: Problem) => problem.field?.startsWith(`changes.${index}.`) === true

  const check = useMutation({
    mutationFn: (step: AddStep) =>
      fetchAnswer(networkRoutes.preview, { body: { changes: changesOf([...steps, ...before, step]) } }),
    onSuccess: ({ added }, step) => {
      onAdd([...before, { ...step, cidr: added.at(-1)?.cidr ?? step.cidr }])
      onClose()
    },
    onError: (error, step) => {
      const problem = problemOf(error)
      // Another change of the draft is at fault: this one may join it, and the panel names the other.
      if (
        problem.code === 'invalid-request' &&
        problem.field?.startsWith('changes.') === true &&
        !own(problem)
      ) {
        onAdd([...before, step])
        onClose()
      }
    },
  })
  const problem = check.isError ? problemOf(check.error) : null
  const badCidr = problem !== null && own(problem) && problem.field?.endsWith('.cidr') === true
  const rangeFault = ({ range }: Problem) =>
    range === undefined ? t('form.badCidr') : t(`form.faults.${range.fault}`, { hint: range.hint })
  const ready = cidr.trim() !== '' && name.trim() !== '' && scope !== null && !badEnd
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (!ready || scope === null || check.isPending) return
    check.mutate({
      type: 'add',
      key: crypto.randomUUID(),
      cidr: cidr.trim(),
      name: name.trim(),
      scope,
      scopeName: choice.type === 'everyone' ? null : choice.name,
      endsAt,
    })
  }
  return (
    <Modal
      title={replaces === null ? t('form.addTitle') : t('form.changeTitle', { cidr: replaces.cidr })}
      onClose={onClose}
    >
      <form className="col g16" onSubmit={onSubmit}>
        {problem !== null && !badCidr && (
          <Alert tone="bad" urgent>
            {problemText(problem)}
          </Alert>
        )}
        <Field
          label={t('range')}
          hint={t('form.cidrHint')}
          error={badCidr ? rangeFault(problem) : undefined}
          required
          maxLength={60}
          spellCheck={false}
          placeholder={t('placeholder')}
          data-autofocus={form.cidr === '' ? true : undefined}
          value={cidr}
          onChange={(event) => {
            check.reset()
            setCidr(event.currentTarget.value)
          }}
        />
        <Field
          label={t('form.name')}
          hint={t('form.nameHint')}
          required
          maxLength={100}
          data-autofocus={form.cidr === '' ? undefined : true}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <ScopeField choice={choice} onChoose={setChoice} />
        <Field
          label={t('form.ends')}
          hint={t('form.endsHint')}
          error={badEnd ? t('form.badEnd') : undefined}
          type="date"
          min={dateOf(serverNow())}
          value={ends}
          onChange={(event) => setEnds(event.currentTarget.value)}
        />
        <div className="row g8 row-end">
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button
            type="submit"
            look="primary"
            pending={check.isPending}
            onPress={ready ? () => undefined : undefined}
          >
            {t('form.submit')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
