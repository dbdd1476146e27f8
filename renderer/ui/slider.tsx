import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'
import './field.css'

/** A place between a least and a greatest value. */
export const Slider = ({ className, ...input }: Omit<ComponentProps<'input'>, 'type'>) => (
  <input {...input} type="range" className={classNames('slider', className)} />
)
