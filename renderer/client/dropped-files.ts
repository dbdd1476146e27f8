/** A file of a drop with its path inside the dropped folder (`holiday/day 1.mp4`; just the name for single files). */
export interface DroppedFile {
  readonly file: File
  readonly relativePath: string
}

const sidecarExtensions = new Set(['srt', 'vtt', 'ass', 'ssa', 'sub', 'idx'])
const videoExtensions = new Set(
  'mp4 m4v mov mkv webm avi mpg mpeg m2v ts m2ts mts mxf wmv asf flv f4v 3gp 3g2 ogv ogm vob divx dv qt y4m gif mjpeg mjpg h264 h265 hevc ivf nut rm rmvb wtv'.split(
    ' ',
  ),
)

const extensionOf = (name: string): string => {
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase()
}

/** Whether the file holds captions that belong to a video beside it. */
export const isSidecar = (name: string): boolean => sidecarExtensions.has(extensionOf(name))

/**
 * Orders a drop for upload: sidecars before everything else, so that they lie in place when their video is read, and both as
 * a person counts (C002 before C010), folder by folder.
 * Files found inside folders are sent only when their name says video or captions; what a person dropped by hand always is.
 */
export const orderForUpload = (files: readonly DroppedFile[]): readonly DroppedFile[] => {
  const wanted = files.filter(({ file, relativePath }) => {
    if (file.name.startsWith('.')) return false
    return !relativePath.includes('/') || isSidecar(file.name) || videoExtensions.has(extensionOf(file.name))
  })
  const inOrder = wanted.toSorted((one, other) => inNaturalOrder(one.relativePath, other.relativePath))
  return [...inOrder.filter(({ file }) => isSidecar(file.name)), ...inOrder.filter(({ file }) => !isSidecar(file.name))]
}

const counting = new Intl.Collator('en', { numeric: true })

/** Compares paths part by part, so that what lies in a folder stays together; files come before the folders beside them. */
const inNaturalOrder = (one: string, other: string): number => {
  const [left, right] = [one.split('/'), other.split('/')]
  for (const [index, part] of left.entries()) {
    const opposite = right[index] ?? ''
    if (part === opposite) continue
    const isFolder = index < left.length - 1
    const isOppositeFolder = index < right.length - 1
    return isFolder === isOppositeFolder ? counting.compare(part, opposite) : isFolder ? 1 : -1
  }
  return 0
}

const readEntries = (directory: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> => {
  const reader = directory.createReader()
  const all: FileSystemEntry[] = []
  return new Promise((resolve, reject) => {
    // A reader answers in portions (100 in Chromium) until one is empty.
    const next = (): void =>
      reader.readEntries((entries) => {
        if (entries.length === 0) return resolve(all)
        all.push(...entries)
        next()
      }, reject)
    next()
  })
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => {
    entry.file(resolve, reject)
  })

const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile

const walk = async (entry: FileSystemEntry, prefix: string, found: DroppedFile[]): Promise<void> => {
  if (isFile(entry)) {
    found.push({ file: await fileOf(entry), relativePath: prefix + entry.name })
  } else if (isDirectory(entry)) {
    for (const child of await readEntries(entry)) await walk(child, `${prefix}${entry.name}/`, found)
  }
}

/**
 * Every file of a drop or paste, folders walked. The entries are taken before the first await, because a
 * DataTransfer is emptied when its event handler returns.
 */
export const filesOfTransfer = (transfer: DataTransfer): Promise<readonly DroppedFile[]> => {
  const entries: FileSystemEntry[] = []
  const loose: DroppedFile[] = []
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue
    const entry = item.webkitGetAsEntry()
    if (entry !== null) {
      entries.push(entry)
      continue
    }
    const file = item.getAsFile()
    if (file !== null) loose.push({ file, relativePath: file.name })
  }
  return (async () => {
    const found: DroppedFile[] = []
    for (const entry of entries) await walk(entry, '', found)
    return [...loose, ...found]
  })()
}

/** Lines of a pasted text that are absolute paths (POSIX, Windows drive, UNC, `file:` URLs); quotes are taken off. */
export const absolutePathsOf = (text: string): readonly string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim().replace(/^(["'])(.*)\1$/, '$2'))
    .flatMap((line) => {
      if (/^(\/[^/]|[A-Za-z]:[\\/]|\\\\[^\\])/.test(line)) return [line]
      if (!line.startsWith('file:///')) return []
      try {
        const path = decodeURIComponent(new URL(line).pathname)
        return [/^\/[A-Za-z]:\//.test(path) ? path.slice(1) : path]
      } catch {
        return []
      }
    })
