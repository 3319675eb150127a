import {
  AnomalyAction,
  AnomalyKind,
  GradePolicy,
  Role,
  policyRoutes,
  type Policies,
} from '@hearthline/shared'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Alert, Chip } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Field } from '../../ui/components/field.tsx'
import { toast } from '../../ui/components/toast.tsx'
import { CallingSections } from './policy-calling.tsx'
import {
  emptyPolicyDraft,
  isChanged,
  numberOf,
  policiesWith,
  rangeOf,
  type PolicyDraft,
  type PolicyNumber,
} from './policy-draft.ts'
import { PolicySection, WordRow } from './policy-parts.tsx'

const sections = [
  ['devices', ['agentDevices', 'deviceDays']],
  ['signIn', ['idleMinutes', 'absoluteHours']],
  ['shifts', ['earlyGraceMinutes', 'lateGraceMinutes']],
  ['networks', ['homeNetworkDays', 'travelKmPerHour']],
] as const satisfies readonly (readonly [string, readonly PolicyNumber[]])[]

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
        <PolicySection title={t('policies.sections.grades')} text={t('policies.sections.gradesText')}>
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
        </PolicySection>
        <PolicySection title={t('policies.sections.anomalies')} text={t('policies.sections.anomaliesText')}>
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
        </PolicySection>
        {sections.map(([section, words]) => (
          <PolicySection key={section} title={t(`policies.sections.${section}`)}>
            <div className="policy-numbers">{words.map(number)}</div>
          </PolicySection>
        ))}
        <CallingSections saved={saved} draft={draft} change={change} />
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
