import { z } from 'zod'

/** Between which values a number that a person sets must lie, both ends included. */
export interface NumberRange {
  readonly min: number
  readonly max: number
  /** Whole numbers only. */
  readonly whole: boolean
  /** What it counts, in the plural; empty for a plain number. */
  readonly unit: string
}

/** The schema of a number in a range; its message names the range. */
export const numberIn = ({ min, max, whole, unit }: NumberRange) => {
  const error = `must be a ${whole ? 'whole ' : ''}number between ${min} and ${max}${unit === '' ? '' : ` ${unit}`}`
  const number = z.number({ error }).min(min, { error }).max(max, { error })
  return whole ? number.int({ error }) : number
}

const clamp = (value: number, { min, max, whole }: NumberRange): number => {
  const within = Math.min(max, Math.max(min, value))
  return whole ? Math.round(within) : within
}

/** The same object with its numbers moved into their ranges: for values that were stored when other ranges held. */
export const movedIntoRanges = (value: unknown, ranges: Readonly<Record<string, NumberRange>>): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, number]: [string, unknown]) => {
      const range = Object.hasOwn(ranges, name) ? ranges[name] : undefined
      return [name, range !== undefined && typeof number === 'number' ? clamp(number, range) : number]
    }),
  )
}
