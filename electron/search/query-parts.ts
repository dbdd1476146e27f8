import { type Modality, modalityOf, type PictureQuery, type Space } from '../contract/index.ts'
import type { EmbedItem, SceneNumber } from '../domain/ports/index.ts'
import { ok, type Result } from '../domain/result.ts'
import { resolveAnchors } from './anchors.ts'
import { defaultTimeouts, type EmbedRequest, embedAll } from './embed-query.ts'
import { isSaidIn, kindsOf, type QueryPartKind, type QueryPlan, wordsFor } from './query-plan.ts'
import type { ActiveSpaces, SearchNotice, SearchParts } from './search-parts.ts'
import { refuseSearch, type SearchProblem } from './search-problem.ts'
import { meanDirection, rowsOf } from './vector-sums.ts'

/** One kind of query part in one modality: the unit vector that stands for all of its kind. */
export interface QueryPart {
  readonly kind: QueryPartKind
  readonly vector: Float32Array
}

/** All that is known of a query before it is composed. */
export interface EmbeddedQuery {
  /** By modality; modalities in which nothing could be said are absent. */
  readonly queryParts: ReadonlyMap<Modality, readonly QueryPart[]>
  readonly anchors: readonly SceneNumber[]
  readonly notices: readonly SearchNotice[]
}

interface Waiting {
  readonly kind: QueryPartKind
  readonly count: number
}

const noAnchorVector = (modality: Modality): SearchNotice => ({
  modality,
  code: 'no_anchor_vector',
  message: `The chosen scenes have no vector for ${modalityOf[modality].label}.`,
  remedy: 'They may have no sound or no words, or are still being read; weigh other modalities.',
})

/** What is embedded is a file, or a frame of the library whose vector is kept. */
const gatherPictures = async (
  { store, files }: SearchParts,
  space: Space,
  pictures: readonly PictureQuery[],
): Promise<
  Result<{ readonly vectors: readonly Float32Array[]; readonly items: readonly EmbedItem[] }, SearchProblem>
> => {
  const vectors: Float32Array[] = []
  const items: EmbedItem[] = []
  for (const picture of pictures) {
    if ('reference' in picture) {
      if (!modalityOf[space.modality].takes.includes('picture')) continue
      const image = await files.picture(picture.reference)
      if (image === null) return goneFile('picture', picture.reference)
      items.push({ kind: 'image', key: picture.reference, image })
      continue
    }
    const scene = await store.scenes.at(picture.videoId, picture.timeMs)
    const numbers = scene === null ? {} : await store.scenes.numbers([scene.id])
    const number = scene === null ? undefined : numbers[scene.id]
    if (number === undefined) {
      return refuseSearch(
        'not_found',
        `There is no picture at ${picture.timeMs} ms of ${picture.videoId}.`,
        'The video may have been removed, or is not analysed yet.',
      )
    }
    const frames = await store.vectors.framesOfScenes(space.id, [number])
    const [nearest] = frames.toSorted(
      (a, b) => Math.abs(a.timeMs - picture.timeMs) - Math.abs(b.timeMs - picture.timeMs),
    )
    if (nearest !== undefined) vectors.push(nearest.vector)
  }
  return ok({ vectors, items })
}

const goneFile = (what: string, reference: string) =>
  refuseSearch(
    'not_found',
    `The ${what} that was searched by is not kept any more (${reference}).`,
    `The last 64 that were sent are kept, and those of saved searches; send the ${what} again.`,
  )

const textItem = (text: string): EmbedItem => ({ kind: 'text', key: 'words', text, role: 'query' })

/** The vectors of a query's parts in every space that is asked. Refuses unknown scenes, videos and files. */
export const embedQueryParts = async (
  parts: SearchParts,
  plan: QueryPlan,
  spaces: ActiveSpaces,
  signal: AbortSignal,
): Promise<Result<EmbeddedQuery, SearchProblem>> => {
  const { store } = parts
  const [anchors, lessLike] = await Promise.all([
    resolveAnchors(store, plan.anchors),
    resolveAnchors(store, plan.lessLike),
  ])
  if (!anchors.ok) return anchors
  if (!lessLike.ok) return lessLike

  const kinds = kindsOf(plan)
  const gathered = new Map<Modality, QueryPart[]>()
  const notices: SearchNotice[] = []
  const requests: { readonly request: EmbedRequest; readonly waiting: readonly Waiting[] }[] = []

  for (const [modality, space] of spaces) {
    const own: QueryPart[] = []
    const add = (kind: QueryPartKind, vectors: readonly Float32Array[]): void => {
      if (vectors.length > 0) own.push({ kind, vector: meanDirection(vectors) })
    }
    const items: EmbedItem[] = []
    const waiting: Waiting[] = []
    const wait = (kind: QueryPartKind, wanted: readonly EmbedItem[]): void => {
      if (wanted.length === 0) return
      items.push(...wanted)
      waiting.push({ kind, count: wanted.length })
    }
    const scenes = async (kind: 'anchors' | 'lessLike', numbers: readonly SceneNumber[]): Promise<void> => {
      const { vectors } = await store.vectors.ofScenes(space.id, Float64Array.from(numbers).sort())
      add(kind, rowsOf(vectors, vectors.length / space.dimension))
    }
    for (const kind of kinds) {
      if (!isSaidIn(plan, kind, modality)) continue
      if (kind === 'words') wait(kind, [textItem(wordsFor(plan, modality))])
      else if (kind === 'notWords') wait(kind, [textItem(plan.notWords)])
      else if (kind === 'anchors') await scenes(kind, anchors.value)
      else if (kind === 'lessLike') await scenes(kind, lessLike.value)
      else if (kind === 'sounds') {
        for (const { reference } of plan.sounds) {
          const pcm = await parts.files.sound(reference)
          if (pcm === null) return goneFile('sound', reference)
          items.push({ kind: 'audio', key: reference, pcm })
        }
        waiting.push({ kind, count: plan.sounds.length })
      } else {
        const pictures = await gatherPictures(parts, space, plan.pictures)
        if (!pictures.ok) return pictures
        // Of both sorts the mean: kept frames go first, embedded ones are added to the same part below.
        if (pictures.value.items.length === 0) add(kind, pictures.value.vectors)
        else {
          wait(kind, pictures.value.items)
          add(kind, pictures.value.vectors)
        }
      }
    }
    gathered.set(modality, own)
    if (items.length > 0) requests.push({ request: { space, items }, waiting })
    else if (own.length === 0) notices.push(noAnchorVector(modality))
  }

  const timeouts = { ...defaultTimeouts, ...parts.timeouts }
  const answers = await embedAll(
    parts.embedding,
    requests.map(({ request }) => request),
    parts.fileVectors,
    timeouts,
    signal,
  )
  answers.forEach((answer, index) => {
    const asked = requests[index]
    if (asked === undefined) return
    const { modality } = asked.request.space
    const own = gathered.get(modality) ?? []
    if (!answer.ok) {
      notices.push(answer.error)
      // Half of what was asked would be another question.
      gathered.delete(modality)
      return
    }
    let from = 0
    for (const { kind, count } of asked.waiting) {
      const vectors = answer.value.slice(from, from + count)
      from += count
      const kept = own.findIndex((part) => part.kind === kind)
      const before = own[kept]
      if (before === undefined) own.push({ kind, vector: meanDirection(vectors) })
      else own[kept] = { kind, vector: meanDirection([before.vector, ...vectors]) }
    }
  })
  return ok({
    queryParts: new Map([...gathered].filter(([, own]) => own.length > 0)),
    anchors: anchors.value,
    notices,
  })
}
