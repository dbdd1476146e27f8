import { extensionOf, stemOf } from './file-names.ts'

/** The files of one take, as their names tell it. */
export interface NamedTake {
  /** In the order of the take. */
  readonly names: readonly string[]
  /** Names without extension of parts that should be there and are not. */
  readonly missing: readonly string[]
  /** Names alone are not enough: each part must be as large as the camera lets a file grow, and the next go on where it ends. */
  readonly needsProof: boolean
}

interface Numbered {
  readonly name: string
  readonly part: number
}

/** A way of naming the parts of a take. */
interface Pattern {
  /** The take that a name belongs to, and its number within it, from `first` on; null for a name of another kind. */
  readonly read: (stem: string, folder: string) => { readonly take: string; readonly part: number } | null
  readonly first: number
  readonly stem: (take: string, part: number) => string
  readonly extensions: ReadonlySet<string>
  readonly needsProof?: true
}

const two = (part: number): string => String(part).padStart(2, '0')

const patterns: readonly Pattern[] = [
  // GoPro since HERO6: GX010123, GX020123 (also GH for H.264 and GS for 360°).
  {
    read: (stem) => {
      const [, prefix = '', part = '', take = ''] = /^(G[XHS])(\d{2})(\d{4})$/.exec(stem) ?? []
      return prefix === '' ? null : { take: `${prefix}${take}`, part: Number(part) }
    },
    first: 1,
    stem: (take, part) => `${take.slice(0, 2)}${two(part)}${take.slice(2)}`,
    extensions: new Set(['mp4', '360']),
  },
  // GoPro up to HERO5: GOPR0123, GP010123, GP020123.
  {
    read: (stem) => {
      const [, first, part, take] = /^GOPR(\d{4})$|^GP(\d{2})(\d{4})$/.exec(stem) ?? []
      if (first !== undefined) return { take: first, part: 0 }
      return take === undefined ? null : { take, part: Number(part) }
    },
    first: 0,
    stem: (take, part) => (part === 0 ? `GOPR${take}` : `GP${two(part)}${take}`),
    extensions: new Set(['mp4']),
  },
  // Canon XF: AA0001/AA000101, AA000102.
  {
    read: (stem, folder) => {
      const [, take = '', part = ''] = /^([A-Z0-9]{2}\d{4})(\d{2})$/.exec(stem) ?? []
      return take === '' || take !== folder.toUpperCase() ? null : { take, part: Number(part) }
    },
    first: 1,
    stem: (take, part) => `${take}${two(part)}`,
    extensions: new Set(['mxf']),
  },
  // DJI numbers all files on and on: DJI_0001, DJI_0002; with a time before the number in newer ones.
  {
    read: (stem) => {
      const [, number = '', tail = ''] = /^DJI_(?:\d{14}_)?(\d{4})((?:_[A-Z])?)$/.exec(stem) ?? []
      return number === '' ? null : { take: `DJI${tail}`, part: Number(number) }
    },
    first: Number.NaN,
    stem: (take, part) => `${take}${part}`,
    extensions: new Set(['mp4', 'mov']),
    needsProof: true,
  },
]

/** Whether a file is named as cameras name parts of takes. */
export const isNamedAsPart = (name: string, folder: string): boolean =>
  patterns.some(
    ({ extensions, read }) => extensions.has(extensionOf(name)) && read(stemOf(name).toUpperCase(), folder) !== null,
  )

/** Files of consecutive numbers around one. */
const neighbours = (numbered: readonly Numbered[], name: string): readonly Numbered[] => {
  const at = numbered.findIndex((each) => each.name === name)
  let [from, to] = [at, at]
  while (from > 0 && numbered[from - 1]?.part === (numbered[from]?.part ?? 0) - 1) from -= 1
  while (to + 1 < numbered.length && numbered[to + 1]?.part === (numbered[to]?.part ?? 0) + 1) to += 1
  return numbered.slice(from, to + 1)
}

/**
 * The take that a file is a part of, by the names in its folder: GoPro chapters, parts of Canon XF, runs of DJI files. Null where the
 * name is not of that kind, or the file is all of its take.
 */
export const takeOfName = (name: string, folder: string, names: readonly string[]): NamedTake | null => {
  for (const pattern of patterns) {
    const read = (each: string) =>
      pattern.extensions.has(extensionOf(each)) && extensionOf(each) === extensionOf(name)
        ? pattern.read(stemOf(each).toUpperCase(), folder)
        : null
    const own = read(name)
    if (own === null) continue
    const numbered = names
      .flatMap((each): Numbered[] => {
        const found = read(each)
        return found === null || found.take !== own.take ? [] : [{ name: each, part: found.part }]
      })
      .toSorted((a, b) => a.part - b.part)
    if (pattern.needsProof === true) {
      const run = neighbours(numbered, name).map((each) => each.name)
      return run.length < 2 ? null : { names: run, missing: [], needsProof: true }
    }
    const parts = new Set(numbered.map(({ part }) => part))
    // Two files of one number (GX010123.MP4 and gx010123.mp4) are no take.
    if (parts.size < numbered.length) return null
    const last = numbered.at(-1)?.part ?? pattern.first
    const missing: string[] = []
    for (let part = pattern.first; part < last; part += 1)
      if (!parts.has(part)) missing.push(pattern.stem(own.take, part))
    return numbered.length < 2 && missing.length === 0
      ? null
      : { names: numbered.map((each) => each.name), missing, needsProof: false }
  }
  return null
}

/** Smallest size in bytes at which cameras that number all their files on begin another one within a take. */
const fullPartBytes = 3_500_000_000
/** The next part begins within so many ms of the end of the one before, where the camera says when. */
const seamMs = 3_000

/** Whether a file is so large that its take may go on in another one; such cameras end all others with the take. */
export const isFullPart = (sizeBytes: number): boolean => sizeBytes >= fullPartBytes

/** A file that may be a part of a take, and when its recording began by what the camera says. */
export interface PossiblePart {
  readonly name: string
  readonly sizeBytes: number
  readonly durationMs: number
  readonly recordedAtMs: number | null
}

/** Whether a file goes on with the take of the one before: that one is full, and the times fit (or both name the take's beginning). */
export const goesOn = (before: PossiblePart, after: PossiblePart): boolean => {
  if (!isFullPart(before.sizeBytes) || before.recordedAtMs === null || after.recordedAtMs === null) return false
  const later = after.recordedAtMs - before.recordedAtMs
  return Math.abs(later - before.durationMs) <= seamMs || later === 0
}
