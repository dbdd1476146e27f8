import { z } from 'zod'
import type { StageId } from './stages.ts'

/** One modality: what a vector says something about, as everything but its implementation knows it. */
export interface ModalityRow {
  readonly id: string
  /** Beside its slider and bar, and in sentences. */
  readonly label: string
  /** As a heading. */
  readonly title: string
  /** What moving its slider up does. */
  readonly hint: string
  /** Models page: what it lets a person do, or for one without a model what it describes. */
  readonly note: string
  /** Name of its icon; the page draws it (`modality-icon.tsx`). */
  readonly icon: 'image' | 'sound' | 'letters' | 'blend'
  /** Token of its colour (`ui/tokens.css`); modalities of one colour share a bar on result cards, led by the first. */
  readonly colour: 'picture' | 'sound' | 'words' | 'likeness'
  /** Where its slider is: always in view, under “More”, or nowhere. */
  readonly slider: 'main' | 'more' | 'none'
  /**
   * What a query may ask it by: `words`, a `picture` or `sound` that is sent, or a sampled `frame` of the library, whose
   * vector is kept. Scenes can always be compared with scenes.
   */
  readonly takes: readonly ('words' | 'picture' | 'sound' | 'frame')[]
  /**
   * What a person writes before a colon in the search field, and names an option of the command line by, to ask this modality
   * alone. Null where it takes no words.
   */
  readonly prefix: string | null
  /** What its vectors are made from; they go when that changes. */
  readonly madeFrom: 'pictures' | 'sound' | 'captions'
  /** Whether vectors belong to sampled frames, of which scenes get the mean, or to scenes. */
  readonly granularity: 'frame' | 'scene'
  /** The stage that fills its spaces. Running it again fills in whatever is missing. */
  readonly stage: StageId
  /** Null: it needs no model that a person installs. */
  readonly model: {
    /** Before “model”. */
    readonly name: string
    /** After “Install one on the Models page to”. */
    readonly purpose: string
    /** What works all the same without a model; empty: nothing. */
    readonly without: string
  } | null
}

/**
 * Every modality, in the order on show. A row here, its stage (`stages.ts`) and that stage's implementation are all that
 * a new one needs: the API, weights, command line, store, scheduler and the page's sliders and lists derive from it.
 */
export const modalities = [
  {
    id: 'visual',
    label: 'picture',
    title: 'Picture',
    hint: 'What is seen',
    note: 'Find scenes by describing what is seen.',
    icon: 'image',
    colour: 'picture',
    slider: 'main',
    takes: ['words', 'picture', 'frame'],
    prefix: 'picture',
    madeFrom: 'pictures',
    granularity: 'frame',
    stage: 'embed-visual',
    model: { name: 'picture', purpose: 'find scenes by what they show', without: '' },
  },
  {
    id: 'audio',
    label: 'sound',
    title: 'Sound',
    hint: 'What is heard',
    note: 'Find scenes by describing what is heard.',
    icon: 'sound',
    colour: 'sound',
    slider: 'main',
    takes: ['words', 'sound'],
    prefix: 'sound',
    madeFrom: 'sound',
    granularity: 'scene',
    stage: 'embed-audio',
    model: { name: 'sound', purpose: 'find scenes by what is heard', without: '' },
  },
  {
    id: 'captions',
    label: 'words',
    title: 'Words',
    hint: 'What is said or written',
    note: 'Find what is said or written by its meaning, not only word for word.',
    icon: 'letters',
    colour: 'words',
    slider: 'main',
    takes: ['words'],
    prefix: 'says',
    madeFrom: 'captions',
    granularity: 'scene',
    stage: 'embed-captions',
    model: { name: 'caption', purpose: 'find scenes by the meaning of what is said', without: 'word for word' },
  },
  {
    id: 'likeness',
    label: 'likeness',
    title: 'Likeness',
    hint: 'Scenes that are alike as a whole; needs a scene to compare with',
    note: 'Find scenes that look and move like a given one.',
    icon: 'blend',
    colour: 'likeness',
    slider: 'more',
    takes: [],
    prefix: null,
    madeFrom: 'pictures',
    granularity: 'scene',
    stage: 'embed-likeness',
    model: { name: 'likeness', purpose: 'find scenes that are alike', without: '' },
  },
  {
    id: 'look',
    label: 'look',
    title: 'Look',
    hint: 'Colours and layout of the picture; needs a scene to compare with',
    note: 'colour, layout and texture of the pictures',
    icon: 'image',
    colour: 'picture',
    slider: 'more',
    takes: ['frame'],
    prefix: null,
    madeFrom: 'pictures',
    granularity: 'frame',
    stage: 'analyse',
    model: null,
  },
  {
    id: 'soundTexture',
    label: 'sound texture',
    title: 'Sound texture',
    hint: 'Loudness and timbre; needs a scene to compare with',
    note: 'how the sound is spread over pitch and time',
    icon: 'sound',
    colour: 'sound',
    slider: 'more',
    takes: [],
    prefix: null,
    madeFrom: 'sound',
    granularity: 'scene',
    stage: 'audio',
    model: null,
  },
] as const satisfies readonly ModalityRow[]

type Row = (typeof modalities)[number]
/** Id of a modality. */
export type Modality = Row['id']
/** A modality whose vectors come from a model that a person installs. */
export type ModelModality = Exclude<Row, { readonly model: null }>['id']

/** A modality that can be asked by words. */
export type TextModality = Exclude<Row, { readonly prefix: null }>['id']
// Built from the rows that take words, so every id is a key.
type TextFields = Readonly<Record<TextModality, z.ZodString>>

/** Label of a modality whose slider is always in view, and name of the preset that leaves only that one. */
export type MainModalityLabel = Extract<Row, { readonly slider: 'main' }>['label']

const rows: readonly (ModalityRow & { readonly id: Modality })[] = modalities

/** The row of a modality. */
export const modalityOf = Object.fromEntries(rows.map((row) => [row.id, row])) as Readonly<
  // Built from the rows, so every id is a key.
  Record<Modality, ModalityRow & { readonly id: Modality }>
>

/** Something for every modality. */
export const forModalities = <Value>(
  of: (row: ModalityRow & { readonly id: Modality }) => Value,
): Readonly<Record<Modality, Value>> =>
  // As above.
  Object.fromEntries(rows.map((row) => [row.id, of(row)])) as Record<Modality, Value>

/** The modalities whose row is as wanted, in the order on show. */
export const modalitiesWhere = (isWanted: (row: ModalityRow) => boolean): readonly Modality[] =>
  rows.filter(isWanted).map(({ id }) => id)

/** The ids of all modalities, in the order on show. */
export const modalitySchema = z.enum(rows.map(({ id }) => id))

const isOfModel = (row: Row): row is Exclude<Row, { readonly model: null }> => row.model !== null
/** Modalities whose vectors come from a model that a person installs. */
export const modelModalitySchema = z.enum(modalities.filter(isOfModel).map(({ id }) => id))

/** What is said of the models of a modality. */
export const modelWords = Object.fromEntries(
  modalities.filter(isOfModel).map(({ id, model }) => [id, model]),
) as unknown as Readonly<Record<ModelModality, NonNullable<ModalityRow['model']>>>
/** The stage that embeds with a model of a modality. */
export const stageOfModel = Object.fromEntries(
  modalities.filter(isOfModel).map(({ id, stage }) => [id, stage]),
) as Readonly<Record<ModelModality, Extract<Row, { readonly id: ModelModality }>['stage']>>

/** Modalities in which words can be searched. */
export const textModalities: readonly Modality[] = modalitiesWhere(({ takes }) => takes.includes('words'))

/** A text of its own for each modality that takes words; one that has none is asked by the words for all. */
export const textsSchema = z
  .strictObject(Object.fromEntries(textModalities.map((id) => [id, z.string().max(1000)])) as TextFields)
  .partial()
export type Texts = z.infer<typeof textsSchema>
/** Modalities that compare scenes with scenes, and cannot be asked by words. */
export const sceneModalitySchema = z.enum(modalitiesWhere(({ takes }) => !takes.includes('words')))
/** Modalities whose vectors belong to frames; those of scenes are means of them. */
export const frameModalities: readonly Modality[] = modalitiesWhere(({ granularity }) => granularity === 'frame')

/** What each modality counts that nobody weighed: where a slider stands that was not moved. */
export const restingWeight = 0.5

const weightSchema = z.number().min(0).max(1)
/**
 * How much each modality counts, 0…1. Those that are not named count nothing once any is named; without any, the
 * modalities that can answer the query count alike. `text` is another name of `captions`.
 */
export const weightsSchema = z.strictObject({ ...forModalities(() => weightSchema), text: weightSchema }).partial()
export type Weights = z.infer<typeof weightsSchema>

/** The modality that a name of a weight means. */
export const modalityOfWeight = (name: keyof Weights): Modality => (name === 'text' ? 'captions' : name)

/** What is compared, where none of these modalities has a model: likeness without one is no more than that. Empty where one has. */
export const comparedOnlyBy = (asked: readonly Modality[]): string =>
  asked.length === 0 || asked.some((modality) => modalityOf[modality].model !== null)
    ? ''
    : `by ${asked.map((modality) => (modality === 'look' ? 'colour' : modalityOf[modality].label)).join(' and ')} only`
