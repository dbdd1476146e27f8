import type { ReactNode } from 'react'

/** Names and values in two columns; rows without a value are left out. */
export const Facts = ({ rows }: { readonly rows: readonly (readonly [string, ReactNode])[] }) => (
  <dl className="facts">
    {rows
      .filter(([, value]) => value !== null && value !== undefined && value !== '')
      .map(([name, value]) => (
        <div key={name} className="facts__row">
          <dt>{name}</dt>
          <dd className="tabular selectable">{value}</dd>
        </div>
      ))}
  </dl>
)
