import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import './button.css'

/** A button with words. `primary` is the one main thing to do; `danger` warns by colour. */
export const Button = ({
  tone = 'plain',
  className,
  ...rest
}: ComponentProps<'button'> & { readonly tone?: 'plain' | 'primary' | 'quiet' | 'danger' }) => (
  <button type="button" className={classNames('button', `button--${tone}`, className)} {...rest} />
)

/** A button that is only an icon; `label` is its name for screen readers and its tooltip. */
export const IconButton = ({
  label,
  keys,
  pressed,
  children,
  className,
  ...rest
}: Omit<ComponentProps<'button'>, 'children'> & {
  readonly label: string
  /** Its shortcut, shown in the tooltip. */
  readonly keys?: string
  readonly pressed?: boolean
  readonly children: ReactNode
}) => (
  <button
    type="button"
    className={classNames('icon-button', className)}
    aria-label={label}
    {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
    title={keys === undefined || keys === '' ? label : `${label}  ${keys}`}
    {...rest}
  >
    {children}
  </button>
)
