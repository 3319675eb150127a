import {
  AnomalyAction,
  AnomalyKind,
  GradePolicy,
  Role,
  policyRoutes,
  type Policies,
} from '@hearthline/shared'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState, type FormEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Alert, Chip } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Field } from '../../ui/components/field.tsx'
import { toast } from '../../ui/components/toast.tsx'
import {
  emptyPolicyDraft,
  isChanged,
  numberOf,
  policiesWith,
  rangeOf,
  type PolicyDraft,
  type PolicyNumber,
} from './policy-draft.ts'

const sections = [
  ['devices', ['agentDevices', 'deviceDays']],
  ['signIn', ['idleMinutes', 'absoluteHours']],
  ['shifts', ['earlyGraceMinutes', 'lateGraceMinutes']],
  ['networks', ['homeNetworkDays', 'travelKmPerHour']],
] as const satisfies readonly (readonly [string, readonly PolicyNumber[]])[]

const Section = ({ title, text, children }: { title: string; text?: string; children: ReactNode }) => (
  <section className="card p16 policy-section" aria-label={title}>
    <h3 className="h3">{title}</h3>
    {text !== undefined && <p className="xs t2">{text}</p>}
    {children}
  </section>
)

/** One of few words, its own label beside it. */
const WordRow = <Value extends string>({
  label,
  value,
  options,
  word,
  onChoose,
}: {
  label: string
  value: Value
  options: readonly Value[]
  word: (value: Value) => string
  onChoose: (value: Value) => void
}) => {
  const id = useId()
  return (
    <div className="row g12">
      <label className="f1 sm" htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className="inp small policy-word"
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option === event.currentTarget.value)
          if (chosen !== undefined) onChoose(chosen)
        }}
      >
        {options.map((option) => (
          <option key={option} value={option}>
            {word(option)}
          </option>
        ))}
      </select>
    </div>
  )
}

/** All policies in one form. What is typed lies over what is saved, so that another editor's change is never undone by it. */
export const PolicyForm = ({ saved, revision }: { saved: Policies; revision: number }) => {
  const { t } = useTranslation('adminAccess')
  const { t: common } = useTranslation()
  const problemText = useProblemText()
  const queries = useQueryClient()
  const [draft, setDraft] = useState<PolicyDraft>(emptyPolicyDraft)
  const next = policiesWith(saved, draft)
  const changed = isChanged(saved, draft)
  const save = useMutation({
    mutationFn: (policies: Policies) => fetchAnswer(policyRoutes.set, { body: { policies, revision } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['policies'] })
      setDraft(emptyPolicyDraft)
      toast({ key: 'policies', tone: 'ready', title: t('policies.title'), text: t('policies.saved') })
    },
    onError: () => queries.invalidateQueries({ queryKey: ['policies'] }),
  })
  const change = (more: PolicyDraft) => {
    if (save.isError) save.reset()
    setDraft(more)
  }
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (next !== null && changed && !save.isPending) save.mutate(next)
  }
  const problem = save.isError ? problemOf(save.error) : null
  const problemWords = () => {
    if (problem?.code === 'conflict') return t('policies.conflict')
    if (problem?.code === 'would-lock-out') return t('policies.lockOut')
    return problem === null ? '' : problemText(problem)
  }
  const number = (word: PolicyNumber) => {
    const { min, max } = rangeOf(word)
    const text = draft.numbers[word] ?? String(saved[word])
    return (
      <Field
        key={word}
        label={t(`policies.fields.${word}`)}
        hint={t('policies.hintWithRange', { hint: t(`policies.hints.${word}`), min, max })}
        error={numberOf(word, text) === undefined ? t('policies.badNumber', { min, max }) : undefined}
        inputMode="numeric"
        maxLength={6}
        value={text}
        onChange={(event) =>
          change({ ...draft, numbers: { ...draft.numbers, [word]: event.currentTarget.value } })
        }
      />
    )
  }
  return (
    <form className="col g14" onSubmit={onSubmit}>
      <div className="policy-grid">
        <Section title={t('policies.sections.grades')} text={t('policies.sections.gradesText')}>
          {Role.options.map((role) => (
            <WordRow
              key={role}
              label={common(`role.${role}`)}
              value={draft.grades[role] ?? saved.minimumGrade[role]}
              options={GradePolicy.options}
              word={(grade) => t(`policies.grade.${grade}`)}
              onChoose={(grade) => change({ ...draft, grades: { ...draft.grades, [role]: grade } })}
            />
          ))}
        </Section>
        <Section title={t('policies.sections.anomalies')} text={t('policies.sections.anomaliesText')}>
          {AnomalyKind.options.map((kind) => (
            <WordRow
              key={kind}
              label={t(`alerts.kinds.${kind}`)}
              value={draft.anomalies[kind] ?? saved.anomalies[kind]}
              options={AnomalyAction.options}
              word={(action) => t(`policies.action.${action}`)}
              onChoose={(action) => change({ ...draft, anomalies: { ...draft.anomalies, [kind]: action } })}
            />
          ))}
        </Section>
        {sections.map(([section, words]) => (
          <Section key={section} title={t(`policies.sections.${section}`)}>
            <div className="policy-numbers">{words.map(number)}</div>
          </Section>
        ))}
      </div>
      <div className="col g8 policy-save">
        {problem !== null && (
          <Alert tone={problem.code === 'conflict' ? 'hold' : 'bad'} urgent>
            {problemWords()}
          </Alert>
        )}
        <div className="row g8 row-end">
          {changed && <Chip tone="hold">{t('policies.draft')}</Chip>}
          <Button onPress={changed ? () => change(emptyPolicyDraft) : undefined}>{t('policies.undo')}</Button>
          <Button
            type="submit"
            look="primary"
            pending={save.isPending}
            onPress={changed && next !== null ? () => undefined : undefined}
          >
            {t('policies.save')}
          </Button>
        </div>
      </div>
    </form>
  )
}
