import type { ComponentType } from 'react'

/** One part of the interface in one state. */
export interface Story {
  /** Unique, and stable as long as file and export keep their names: `ui/button/Tones`. */
  readonly id: string
  /** The part: path of its file without the end. */
  readonly part: string
  readonly name: string
  readonly Component: ComponentType
}

const words = (name: string): string => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')

/** Every export of every `*.stories.tsx` of `ui` and `widgets` is a story: a component without props. */
export const stories: readonly Story[] = Object.entries(
  import.meta.glob<Readonly<Record<string, ComponentType>>>('../{ui,widgets}/**/*.stories.tsx', { eager: true }),
)
  .flatMap(([file, exported]) => {
    const part = file.replace(/^\.\.\//, '').replace(/\.stories\.tsx$/, '')
    return Object.entries(exported).map(([name, Component]) => ({
      id: `${part}/${name}`,
      part,
      name: words(name),
      Component,
    }))
  })
  .toSorted((left, right) => left.part.localeCompare(right.part))
