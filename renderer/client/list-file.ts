import { decodeList } from '../../electron/client/decode-list.ts'

/** Text of a list of an editor, in whatever encoding; null when the file cannot be read any more. */
export const readListFile = async (file: Blob): Promise<string | null> => {
  const bytes = await file.arrayBuffer().catch(() => null)
  return bytes === null ? null : decodeList(new Uint8Array(bytes))
}
