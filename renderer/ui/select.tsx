import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'
import './field.css'

/** A choice of one among a few, as the system draws it. */
export const Select = ({ className, ...select }: ComponentProps<'select'>) => (
  <select {...select} className={classNames('select', className)} />
)
