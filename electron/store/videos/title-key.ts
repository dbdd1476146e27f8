/** The form of a title in which names are looked for: case and compatibility forms folded. */
export const titleKey = (title: string): string => title.normalize('NFKC').toLowerCase()

const maxSortBytes = 96
const maxFolderBytes = 32

const sortKey = (text: string, maxBytes: number): string => {
  const folded = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/[0-9]+/g, (digits) => digits.replace(/^0+(?=[0-9])/, '').padStart(10, '0'))
  let bytes = 0
  let key = ''
  for (const character of folded) {
    bytes += Buffer.byteLength(character)
    if (bytes > maxBytes) break
    key += character
  }
  return key
}

/**
 * The form of a title by which lists are sorted: letters and digits only, accents folded, numbers padded so that
 * "Clip 2" comes before "Clip 10". At most 96 bytes, so that it fits into a cursor.
 */
export const titleSortKey = (title: string): string => sortKey(title, maxSortBytes)

/** The form by which the videos of one import are sorted: folder by folder, in each as titles are. At most 96 bytes. */
export const batchSortKey = (folder: string, title: string): string =>
  `${sortKey(folder, maxFolderBytes)}/${sortKey(title, maxSortBytes - maxFolderBytes - 1)}`
