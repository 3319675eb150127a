import type { Problem } from '@hearthline/shared'
import { useEffect, useRef, useState } from 'react'
import { signedIn } from '../../app/session.ts'
import { signInWith } from '../../device/device.ts'
import type { KeptDevice } from '../../device/store.ts'
import { HeldCard } from './held-card.tsx'
import { isHeld, type HeldProblem } from './held-problem.ts'
import type { Refusal } from './refusal-alert.tsx'
import { SecondFactor } from './second-factor.tsx'
import { SignInForm } from './sign-in-form.tsx'

type Step =
  | { type: 'form'; refusal: Refusal | null }
  | { type: 'second-factor'; wrong: boolean }
  | { type: 'held'; problem: HeldProblem; at: number }

/** From name and password to a sign-in, by way of whatever stands between (screen 01 and states 4 and 5 of 01c). */
export const SignInFlow = ({ devices }: { devices: readonly KeptDevice[] }) => {
  const [userName, setUserName] = useState(devices[0]?.userName ?? '')
  const [password, setPassword] = useState('')
  const [pending, setPending] = useState(false)
  const [step, setStep] = useState<Step>({ type: 'form', refusal: null })
  const device = devices.find((one) => one.userName === userName.trim().toLowerCase())
  const mounted = useRef(true)
  useEffect(() => {
    mounted.current = true
    return () => {
      mounted.current = false
    }
  }, [])

  const toForm = (refusal: Refusal | null): void => {
    setPassword('')
    setStep({ type: 'form', refusal })
  }
  const take = (problem: Problem, withCode: boolean): void => {
    if (problem.code === 'second-factor-needed') setStep({ type: 'second-factor', wrong: withCode })
    else if (isHeld(problem)) setStep({ type: 'held', problem, at: Date.now() })
    // Away for a moment: nothing typed was wrong, so nothing has to be typed again.
    else if (problem.code === 'unavailable')
      setStep({ type: 'form', refusal: { type: 'problem', problem, at: Date.now() } })
    else toForm({ type: 'problem', problem, at: Date.now() })
  }
  const submit = async (totp?: string): Promise<void> => {
    if (device === undefined) {
      setStep({ type: 'form', refusal: { type: 'no-key', userName: userName.trim() } })
      return
    }
    setPending(true)
    const credentials = { userName: userName.trim(), password, ...(totp === undefined ? {} : { totp }) }
    const result = await signInWith(device.deviceId, credentials)
    if (!mounted.current) return
    setPending(false)
    switch (result.type) {
      case 'done':
        signedIn(result.value)
        return
      case 'refused':
        take(result.problem, totp !== undefined)
        return
      case 'hardware':
        // The password was not looked at: it may stay.
        setStep({ type: 'form', refusal: { type: 'hardware', fault: result.fault } })
        return
      default:
        result satisfies never
    }
  }

  switch (step.type) {
    case 'form':
      return (
        <SignInForm
          userName={userName}
          password={password}
          device={device ?? null}
          refusal={step.refusal}
          pending={pending}
          onUserName={setUserName}
          onPassword={setPassword}
          onSubmit={() => void submit()}
        />
      )
    case 'second-factor':
      return (
        <SecondFactor
          wrong={step.wrong}
          pending={pending}
          onCode={(code) => void submit(code)}
          onBack={() => toForm(null)}
        />
      )
    case 'held':
      return (
        <HeldCard
          key={step.at}
          problem={step.problem}
          at={step.at}
          pending={pending}
          onSignIn={() => void submit()}
          onBack={() => toForm(null)}
        />
      )
    default:
      return step satisfies never
  }
}
