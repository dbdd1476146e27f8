import type { ReactNode } from 'react'

/** Text with its matches marked; `matches` are ascending, disjoint [start, end) offsets. */
export const Highlighted = ({
  text,
  matches,
}: {
  readonly text: string
  readonly matches: readonly (readonly [number, number])[]
}) => {
  const parts: ReactNode[] = []
  let at = 0
  for (const [start, end] of matches) {
    if (start > at) parts.push(text.slice(at, start))
    parts.push(<mark key={start}>{text.slice(start, end)}</mark>)
    at = end
  }
  parts.push(text.slice(at))
  return <>{parts}</>
}
