import { type ComponentType, createElement, type ReactElement, use } from 'react'

/** Code of a screen that is fetched after the first screen is on show. */
export interface LaterScreen<Props extends object> {
  readonly Screen: (props: Props) => ReactElement
  readonly load: () => Promise<unknown>
}

/**
 * A part of the interface whose code is fetched later. Drawn at once when its code is there, else when it has come: not for
 * what takes keys as soon as it is opened.
 */
export const later = <Props extends object>(fetchPart: () => Promise<ComponentType<Props>>): LaterScreen<Props> => {
  let part: ComponentType<Props> | null = null
  let pending: Promise<ComponentType<Props>> | null = null
  const load = (): Promise<ComponentType<Props>> => {
    pending ??= fetchPart().then(
      (fetched) => {
        part = fetched
        return fetched
      },
      (thrown: unknown) => {
        // The core may be gone; a screen that is opened again asks again.
        pending = null
        throw thrown
      },
    )
    return pending
  }
  return { Screen: (props) => createElement(part ?? use(load()), props), load }
}
