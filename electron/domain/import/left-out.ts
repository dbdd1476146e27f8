import type { LeftOutGroup } from '../../contract/index.ts'
import type { LeftOutKind } from './judge-file.ts'

const namesKept = 100

const labels: Readonly<Record<LeftOutKind, string>> = {
  pictures: 'Pictures',
  sounds: 'Sound files',
  raw: 'Camera RAW, which only programs of its maker read: put a proxy of the same name beside it',
  'raw-with-proxy': 'Camera RAW, seen through the proxy beside it',
  protected: 'Copy-protected films (DRM)',
  unsupported: 'Films in formats that are not read',
  playlists: 'Playlists and project files',
  captions: 'Captions whose film is not beside them',
  'camera-proxies': 'Camera proxies, used as playable copies of their originals',
  'camera-files': 'Files of cameras and systems',
  'broken-links': 'Broken links',
  'outside-links': 'Links to places outside of the folder',
  hidden: 'Hidden files and folders',
  empty: 'Empty files',
  other: 'Other files',
}
const order = Object.keys(labels) as readonly LeftOutKind[]

/** Collects what the walk of one folder left out. */
export interface LeftOutCollector {
  /** `name`: path within the folder. `format`: what the file is, where the kind alone does not say it. */
  readonly add: (why: LeftOutKind, name: string, format?: string) => void
  readonly groups: () => readonly LeftOutGroup[]
}

/** An empty collection. Counts are exact, of names the first hundred of each kind are kept. */
export const collectLeftOut = (): LeftOutCollector => {
  const found = new Map<LeftOutKind, { count: number; readonly names: string[]; readonly formats: Set<string> }>()
  return {
    add: (why, name, format) => {
      const group = found.get(why) ?? { count: 0, names: [], formats: new Set<string>() }
      found.set(why, group)
      group.count += 1
      if (group.names.length < namesKept) group.names.push(name)
      if (format !== undefined) group.formats.add(format)
    },
    groups: () =>
      order.flatMap((kind) => {
        const group = found.get(kind)
        if (group === undefined) return []
        const formats = [...group.formats].toSorted().join(', ')
        const label = formats === '' ? labels[kind] : `${labels[kind]} (${formats})`
        return [{ kind, count: group.count, label, names: group.names }]
      }),
  }
}

/** Kinds that are expected beside videos: a folder that leaves out only these is not mentioned. */
const expected: ReadonlySet<LeftOutKind> = new Set(['camera-proxies', 'raw-with-proxy', 'camera-files', 'hidden'])

/** Whether what was left out should be shown to the person. */
export const isWorthTelling = (groups: readonly LeftOutGroup[]): boolean =>
  groups.some(({ kind }) => !expected.has(kind))
