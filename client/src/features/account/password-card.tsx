import { accountRoutes, passwordLimits, type Problem } from '@hearthline/shared'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Field } from '../../ui/components/field.tsx'
import { isReady, NewPassword, passwordFault } from '../../ui/components/new-password.tsx'
import { toast } from '../../ui/components/toast.tsx'

/** Whoever is signed in holds an approved device, so the shorter length holds (rule ACCESS-30). */
const least = passwordLimits.withDevice

/** Changes the password; the other sign-ins end with it. */
export const PasswordCard = () => {
  const { t } = useTranslation('account')
  const problemText = useProblemText()
  const queries = useQueryClient()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const fault = passwordFault(problem)
  const wrong = problem?.code === 'password-wrong'
  const ready = current !== '' && isReady(next, again, least)

  const change = async (): Promise<void> => {
    setPending(true)
    setProblem(null)
    const answer = await call(accountRoutes.changePassword, { body: { current, next } })
    setPending(false)
    if (!answer.ok) {
      setProblem(answer.problem)
      return
    }
    setCurrent('')
    setNext('')
    setAgain('')
    toast({
      key: 'password',
      tone: 'ready',
      title: t('password.changed'),
      text: t('password.changedText'),
    })
    await queries.invalidateQueries({ queryKey: ['my-sign-ins'] })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ready && !pending) void change()
  }
  return (
    <section className="card" aria-labelledby="password-title">
      <div className="hd">
        <h2 className="h3" id="password-title">
          {t('password.title')}
        </h2>
        <span className="xs t2 ml">{t('password.text')}</span>
      </div>
      <form className="col g12 p16" onSubmit={submit}>
        {problem !== null && fault === null && !wrong && (
          <Alert tone="bad" urgent>
            {problemText(problem)}
          </Alert>
        )}
        <Field
          label={t('password.current')}
          size="lg"
          type="password"
          autoComplete="current-password"
          required
          maxLength={passwordLimits.most}
          value={current}
          error={wrong ? problemText(problem) : undefined}
          onChange={(event) => {
            setCurrent(event.currentTarget.value)
            if (wrong) setProblem(null)
          }}
        />
        <NewPassword
          next={next}
          again={again}
          least={least}
          byDevice
          fault={fault}
          onNext={(text) => {
            setNext(text)
            if (fault !== null) setProblem(null)
          }}
          onAgain={setAgain}
        />
        <div>
          <Button
            type="submit"
            look="primary"
            pending={pending}
            onPress={ready ? () => undefined : undefined}
          >
            {t('password.change')}
          </Button>
        </div>
      </form>
    </section>
  )
}
