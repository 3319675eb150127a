import { initialsOf } from './initials.ts'

/** Initials in a circle. Decoration: the name stands beside it. */
export const Avatar = ({ name, size = 30 }: { name: string; size?: number }) => (
  <span
    className="ava a-live"
    aria-hidden
    style={{ width: size, height: size, fontSize: `${Math.max(0.75, size / 44)}rem` }}
  >
    {initialsOf(name)}
  </span>
)

/** A name on one line: cut with an ellipsis, whole in its title. */
export const PersonName = ({ name, className = '' }: { name: string; className?: string }) => (
  <span className={`el name ${className}`} title={name}>
    {name}
  </span>
)
