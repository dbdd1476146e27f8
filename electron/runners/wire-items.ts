import type { FileSlice } from '../domain/ports/file-slice.ts'
import { assertNever } from '../domain/result.ts'
import type { FacesItem, ModelItem, SpeechItem, WrittenItem } from './model-calls.ts'
import type { HostMessage, RequestKind, WireItem } from './protocol.ts'

/** The kind of request that takes an item. */
export const kindOf = (item: ModelItem): RequestKind => {
  switch (item.kind) {
    case 'image':
      return 'images'
    case 'audio':
      return 'audio'
    case 'text':
      return 'texts'
    case 'clip':
      return 'clips'
    case 'speech':
      return 'speech'
    case 'written':
      return 'written'
    case 'faces':
      return 'faces'
    default:
      return assertNever(item)
  }
}

const slice = ({ path, offset, length }: FileSlice): FileSlice => ({ path, offset, length })

/** An item to embed as it goes over the wire, under the key it has within its request. */
const wireItem = (item: Exclude<ModelItem, SpeechItem | WrittenItem | FacesItem>, key: string): WireItem => {
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

const scriptOf = (item: WrittenItem | FacesItem): { readonly script?: string } =>
  item.kind === 'written' && item.script !== null ? { script: item.script } : {}

/** The request for items of one kind, whose keys are their positions. A sound to transcribe is a request of its own. */
export const wireRequest = (id: string, kind: RequestKind, items: readonly ModelItem[]): HostMessage => {
  const [first] = items
  if (first?.kind === 'speech') {
    const { pcm, language, likelyLanguage, hotWords, translation } = first
    const asked = { language, likelyLanguage, task: translation ? 'translate' : 'transcribe', hotWords } as const
    return { type: 'transcribe', id, key: '0', ...slice(pcm), sampleRate: 48_000, ...asked }
  }
  if (kind === 'written' || kind === 'faces') {
    const pictures = items.flatMap((item, position) =>
      item.kind === kind ? [{ key: String(position), ...slice(item.image), ...scriptOf(item) }] : [],
    )
    return { type: kind === 'written' ? 'read_text' : 'find_faces', id, items: pictures }
  }
  const embedded = items.flatMap((item, position) =>
    item.kind === 'speech' || item.kind === 'written' || item.kind === 'faces'
      ? []
      : [wireItem(item, String(position))],
  )
  return { type: 'embed', id, kind: kind === 'speech' ? 'audio' : kind, items: embedded }
}

const bytesPerAudioSecond = 48_000 * 2

/** How long a sound is; 0 for everything else. */
export const audioSeconds = (item: ModelItem): number =>
  item.kind === 'audio' || item.kind === 'speech' ? item.pcm.length / bytesPerAudioSecond : 0

/** About how many bytes an item takes on the wire. */
export const wireBytes = (item: ModelItem): number => {
  switch (item.kind) {
    case 'image':
    case 'written':
    case 'faces':
      return 100 + item.image.path.length
    case 'audio':
    case 'speech':
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
