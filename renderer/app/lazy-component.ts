import { type ComponentType, createElement, lazy, type ReactElement, useState } from 'react'

/** A part of the interface whose code is fetched when it is first shown, or before by `preload`. */
export interface LazyComponent<Props extends object> {
  readonly Component: (props: Props) => ReactElement
  /** Fetches the code. A fetch that failed is tried again by the next one: the core may have been away. */
  readonly preload: () => Promise<unknown>
}

/** `React.lazy` with a preload: a component whose code is there already is drawn at once. */
export const lazyComponent = <Props extends object>(
  fetchPart: () => Promise<ComponentType<Props>>,
): LazyComponent<Props> => {
  let loaded: ComponentType<Props> | null = null
  let pending: Promise<ComponentType<Props>> | null = null
  const preload = (): Promise<ComponentType<Props>> => {
    pending ??= fetchPart().then(
      (part) => {
        loaded = part
        return part
      },
      (thrown: unknown) => {
        pending = null
        throw thrown
      },
    )
    return pending
  }
  const Lazy: ComponentType<Props> = lazy(async () => ({ default: await preload() }))
  return {
    preload,
    Component: (props) => {
      // React.lazy shows the fallback for a moment even for code that is there, and would lose the keys typed meanwhile.
      const [Shown] = useState((): ComponentType<Props> => loaded ?? Lazy)
      return createElement(Shown, props)
    },
  }
}
