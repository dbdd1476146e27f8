import type { EmbedItem, FileSlice } from '../domain/ports/embedding-port.ts'
import { assertNever } from '../domain/result.ts'
import type { EmbedKind, WireItem } from './protocol.ts'

/** The kind of request that takes an item. */
export const kindOf = (item: EmbedItem): EmbedKind => {
  switch (item.kind) {
    case 'image':
      return 'images'
    case 'audio':
      return 'audio'
    case 'text':
      return 'texts'
    case 'clip':
      return 'clips'
    default:
      return assertNever(item)
  }
}

const slice = ({ path, offset, length }: FileSlice): FileSlice => ({ path, offset, length })

/** An item as it goes over the wire, under the key it has within its request. */
export const wireItem = (item: EmbedItem, key: string): WireItem => {
  switch (item.kind) {
    case 'image':
      return { key, ...slice(item.image) }
    case 'audio':
      return { key, ...slice(item.pcm) }
    case 'text':
      return { key, text: item.text, role: item.role }
    case 'clip':
      return { key, frames: item.frames.map(slice) }
    default:
      return assertNever(item)
  }
}

const bytesPerAudioSecond = 48_000 * 2

/** How long a sound is; 0 for everything else. */
export const audioSeconds = (item: EmbedItem): number =>
  item.kind === 'audio' ? item.pcm.length / bytesPerAudioSecond : 0

/** About how many bytes an item takes on the wire. */
export const wireBytes = (item: EmbedItem): number => {
  switch (item.kind) {
    case 'image':
      return 100 + item.image.path.length
    case 'audio':
      return 100 + item.pcm.path.length
    case 'text':
      // A character of a text is up to six bytes of JSON.
      return 100 + item.text.length * 6
    case 'clip':
      return 100 + item.frames.reduce((sum, frame) => sum + 100 + frame.path.length, 0)
    default:
      return assertNever(item)
  }
}
