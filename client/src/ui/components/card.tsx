import type { ComponentProps, ReactNode } from 'react'

/** A surface with an optional head line. Give it a `label` when it is a region worth jumping to. */
export const Card = ({
  title,
  side,
  label,
  padded = true,
  className = '',
  children,
  ...rest
}: {
  title?: ReactNode
  side?: ReactNode
  label?: string
  padded?: boolean
} & Omit<ComponentProps<'section'>, 'title'>) => (
  <section {...rest} className={`card ${className}`} aria-label={label}>
    {title !== undefined && (
      <div className="hd">
        <h2 className="h3 el">{title}</h2>
        {side !== undefined && <div className="ml row g8">{side}</div>}
      </div>
    )}
    {padded ? <div className="p16">{children}</div> : children}
  </section>
)
