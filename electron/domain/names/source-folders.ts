import type { SourceFolder } from '../../contract/index.ts'

/** A folder as it is called: the library's own of the files that browsers sent has a name of its own, and none below it. */
export const describeFolder = (folder: SourceFolder, originals: string): SourceFolder => {
  const isOwn = folder.path === originals || folder.path.startsWith(`${originals}${separatorOf(originals)}`)
  return isOwn ? { ...folder, path: originals, name: 'Copied into the library', hasFolders: false } : folder
}

/** A folder that holds videos itself. `path` ends with the separator. */
export interface FolderOfVideos {
  readonly path: string
  readonly videos: number
}

interface Node {
  readonly path: string
  readonly children: Map<string, Node>
  own: number
  all: number
}

const separatorOf = (path: string): string => (path.startsWith('/') ? '/' : '\\')

/** The tree of folders; each knows how many videos lie in it and below. */
const treeOf = (folders: readonly FolderOfVideos[], under: string): Node => {
  const root: Node = { path: under, children: new Map(), own: 0, all: 0 }
  for (const { path, videos } of folders) {
    const separator = separatorOf(path)
    let node = root
    node.all += videos
    const rest = path.slice(under.length)
    const names = rest.split(separator).slice(0, -1)
    let walked = under
    for (const name of names) {
      walked += name + separator
      // The first name of an absolute path is empty, or the drive's.
      const next = node.children.get(name) ?? { path: walked, children: new Map(), own: 0, all: 0 }
      node.children.set(name, next)
      next.all += videos
      node = next
    }
    node.own += videos
  }
  return root
}

/** A folder in which nothing lies but one other folder is passed over. */
const withContent = (node: Node): Node => {
  const [only, ...others] = node.children.values()
  return node.own === 0 && only !== undefined && others.length === 0 ? withContent(only) : node
}

const withoutEnd = (path: string): string => (/^(?:\/|[A-Za-z]:\\)$/.test(path) ? path : path.slice(0, -1))

/**
 * The folders right below one, by name. `folders` are those below it that hold videos; `several` names, for each video
 * with more than one file, the folders of its files, so that it counts once. `under` ends with the separator; empty: all.
 */
export const foldersBelow = (
  folders: readonly FolderOfVideos[],
  several: readonly (readonly string[])[],
  under: string,
): readonly SourceFolder[] => {
  const root = treeOf(folders, under)
  const top = under === '' && root.children.size === 1 ? withContent(root) : root
  const listed =
    under === '' && (top.own > 0 || top.children.size === 0) ? [top] : [...top.children.values()].map(withContent)
  return listed
    .filter(({ all }) => all > 0)
    .map((node) => {
      const repeated = several
        .map((paths) => paths.filter((path) => path.startsWith(node.path)).length)
        .reduce((sum, count) => sum + Math.max(0, count - 1), 0)
      const path = withoutEnd(node.path)
      return {
        path,
        name: under === '' ? path : withoutEnd(node.path.slice(under.length)),
        videos: node.all - repeated,
        hasFolders: node.children.size > 0,
      }
    })
    .toSorted((one, other) => one.path.localeCompare(other.path, 'en', { numeric: true }))
}
