import { extensionOf, stemOf } from './file-names.ts'

/**
 * Where the original of a camera's small copy may be: a folder, relative to the copy's, and file names without
 * extension in lower case.
 */
export interface OriginalCandidate {
  readonly folder: '.' | '..' | '../Clip' | '../Clips' | '../Video'
  readonly stems: readonly string[]
}

const proxyFolders: ReadonlySet<string> = new Set(['proxy', 'proxies', 'proxys'])
const fromProxyFolder = ['..', '../Clip', '../Clips', '../Video'] as const

const candidate = (folder: OriginalCandidate['folder'], ...stems: readonly string[]): OriginalCandidate => ({
  folder,
  stems,
})

/**
 * Candidates for the original of a small copy that a camera or recorder wrote beside its videos; empty when neither
 * name nor folder look like such a copy. GoPro `GL010001.LRV` (of `GX010001.MP4`), DJI `.LRF`, Insta360 `LRV_…`, Sony
 * `Sub/C0001S03.MP4` (of `Clip/C0001.MP4`), Canon and others `…_PROXY`, and folders `Proxy` and `Proxies` (Blackmagic
 * beside the originals, Panasonic beside `VIDEO`).
 */
export const originalCandidates = (name: string, folderName: string): readonly OriginalCandidate[] => {
  const stem = stemOf(name).toLowerCase()
  const extension = extensionOf(name)
  const folder = folderName.toLowerCase()
  const candidates: OriginalCandidate[] = []
  const [, goPro] = /^gl(\d{6})$/.exec(stem) ?? []
  const [, insta, lens] = /^lrv_(\d{8}_\d{6})_\d\d_(\d+)$/.exec(stem) ?? []
  if (insta !== undefined && lens !== undefined) {
    candidates.push(candidate('.', ...['00', '10', '01'].map((which) => `vid_${insta}_${which}_${lens}`)))
  } else if (goPro !== undefined) {
    candidates.push(candidate('.', ...['gx', 'gh', 'gs', 'gp'].map((prefix) => `${prefix}${goPro}`), stem))
  } else if (extension === 'lrv' || extension === 'lrf') candidates.push(candidate('.', stem))
  const [, marked] = /^(.+?)[ ._-]+proxy$/.exec(stem) ?? []
  if (marked !== undefined) candidates.push(candidate('.', marked), candidate('..', marked))
  const stems = marked === undefined ? [stem] : [stem, marked]
  if (proxyFolders.has(folder)) candidates.push(...fromProxyFolder.map((where) => candidate(where, ...stems)))
  if (folder === 'sub') {
    const [, clip] = /^(.+)s0\d$/.exec(stem) ?? []
    const clips = clip === undefined ? [stem] : [clip, stem]
    candidates.push(...(['../Clip', '../Clips', '..'] as const).map((where) => candidate(where, ...clips)))
  }
  return candidates
}
