import type { Icon as TablerIcon } from '@tabler/icons-react'
import { Button } from '../../ui/components/button.tsx'
import { ToneTile, type Tone } from '../../ui/components/state-mark.tsx'

/** A step that ended, and the one thing to do now. */
export const Notice = ({
  tone,
  icon,
  title,
  text,
  action,
  onPress,
}: {
  tone: Tone
  icon: TablerIcon
  title: string
  text: string
  action: string
  onPress: () => void
}) => (
  <div className="entry-form col g16" role="alert">
    <ToneTile tone={tone} icon={icon} />
    <div>
      <h1 className="h1">{title}</h1>
      <p className="t2" style={{ marginTop: 4 }}>
        {text}
      </p>
    </div>
    <div>
      <Button look="primary" size="lg" onPress={onPress}>
        {action}
      </Button>
    </div>
  </div>
)
