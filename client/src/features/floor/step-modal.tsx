import type { PersonId } from '@hearthline/shared'
import { Suspense, useState } from 'react'
import { lazyNamed } from '../../app/lazy.ts'
import type { Step } from './floor-commands.ts'
import type { FloorRow } from './floor-summary.ts'
import { CoachingForm, MessageForm, TeamMessageForm } from './message-forms.tsx'
import { SentPanel } from './sent-panel.tsx'
import { SignOutForm, StateForm } from './steering-forms.tsx'

const OverrideForm = lazyNamed(() => import('./override-form.tsx'), 'OverrideForm')

/** The form of the step that was chosen; it stays though its person leaves the floor meanwhile, and control decides. */
export const StepModal = ({
  step,
  rowOf,
  onClose,
}: {
  step: Step
  rowOf: ReadonlyMap<PersonId, FloorRow>
  onClose: () => void
}) => {
  const now = 'personId' in step ? rowOf.get(step.personId) : undefined
  const [first] = useState(now)
  const row = now ?? first
  if (step.type === 'team') return <TeamMessageForm onClose={onClose} />
  if (step.type === 'sent') return <SentPanel onClose={onClose} />
  if (row === undefined) return null
  switch (step.type) {
    case 'message':
      return <MessageForm row={row} onClose={onClose} />
    case 'state':
      return <StateForm row={row} onClose={onClose} />
    case 'sign-out':
      return <SignOutForm row={row} onClose={onClose} />
    case 'override':
      return (
        <Suspense>
          <OverrideForm row={row} onClose={onClose} />
        </Suspense>
      )
    case 'coaching':
      return <CoachingForm row={row} onClose={onClose} />
    default:
      return step satisfies never
  }
}
