import { type Modality, type ModalityVerdict, modalityOf, type SearchHit } from '../../../electron/contract/index.ts'

/** What one modality had to say of a scene. */
export interface WhyRow {
  readonly modality: Modality
  /** Null: words as they are said, without a model. */
  readonly model: string | null
  /** Cosine; null where the scene has no vector. */
  readonly similarity: number | null
  /** 0…1, 0.5 is the average scene; null where the scene has none. */
  readonly normalised: number | null
  readonly weight: number
  readonly gate: number
  readonly share: number
}

/** Rows of the reasons, greatest share first. */
export const whyRowsOf = (hit: SearchHit, verdicts: readonly ModalityVerdict[]): readonly WhyRow[] =>
  verdicts
    .map(
      (verdict): WhyRow => ({
        modality: verdict.modality,
        model: verdict.model,
        similarity: hit.similarities[verdict.modality] ?? null,
        normalised: hit.normalised[verdict.modality] ?? null,
        weight: verdict.weight,
        gate: verdict.gate,
        share: hit.shares[verdict.modality] ?? 0,
      }),
    )
    .toSorted((a, b) => b.share - a.share)

/** The reasons in one sentence. */
export const whySentence = (hit: SearchHit, rows: readonly WhyRow[]): string => {
  const [first, second] = rows.filter(({ share }) => share >= 0.005)
  if (first === undefined) return 'Nothing in this scene matches clearly; it is only closer than the others.'
  const name = modalityOf[first.modality].label
  const lead =
    second === undefined || first.share >= 0.9
      ? `Found by its ${name} alone.`
      : first.share >= 0.6
        ? `Mostly its ${name}, then its ${modalityOf[second.modality].label}.`
        : `Its ${name} and its ${modalityOf[second.modality].label} together.`
  return hit.relevant ? lead : `${lead} It is a weak match: unrelated searches come as close.`
}
