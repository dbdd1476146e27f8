import { sep } from 'node:path'
import picomatch from 'picomatch'

/** Which files and folders of a watched folder count; paths are relative to it. */
export interface PathFilter {
  readonly takesFile: (relativePath: string) => boolean
  /** Whether a folder is entered at all. */
  readonly entersFolder: (relativePath: string) => boolean
}

const options = { nocase: true, dot: true } as const

/** Whether a pattern fits a path: one without `/` a single name of it, one with `/` the path from its beginning, or a folder on it. */
const matcher = (pattern: string): ((path: string) => boolean) => {
  const plain = pattern.replace(/^\.?\//, '').replace(/\/+$/, '')
  if (!plain.includes('/')) {
    const fits = picomatch(plain, options)
    return (path) => path.split('/').some((name) => fits(name))
  }
  const whole = picomatch(plain, options)
  const inside = picomatch(`${plain}/**`, options)
  return (path) => whole(path) || inside(path)
}

/** Makes the filter of patterns as `watchFolderSchema` describes them. */
export const pathFilter = (patterns: {
  readonly include: readonly string[]
  readonly exclude: readonly string[]
}): PathFilter => {
  const include = patterns.include.map(matcher)
  const exclude = patterns.exclude.map(matcher)
  const plain = (path: string): string => (sep === '/' ? path : path.replaceAll(sep, '/'))
  const isExcluded = (path: string): boolean => exclude.some((fits) => fits(path))
  return {
    takesFile: (relativePath) => {
      const path = plain(relativePath)
      return !isExcluded(path) && (include.length === 0 || include.some((fits) => fits(path)))
    },
    entersFolder: (relativePath) => relativePath === '' || !isExcluded(plain(relativePath)),
  }
}
