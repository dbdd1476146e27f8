import type { ReactNode } from 'react'
import './message.css'

/** What an empty or failed screen says: what is so, why or what next, and what one can do. */
export const Message = ({
  icon,
  title,
  detail,
  children,
}: {
  readonly icon?: ReactNode
  readonly title: string
  readonly detail?: ReactNode
  readonly children?: ReactNode
}) => (
  <div className="message">
    {icon === undefined ? null : <div className="message__icon">{icon}</div>}
    <h2 className="message__title">{title}</h2>
    {detail === undefined ? null : <div className="message__detail">{detail}</div>}
    {children === undefined ? null : <div className="message__actions">{children}</div>}
  </div>
)
