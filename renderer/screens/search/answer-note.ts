import type { Answered } from '../../stores/search/search-store.ts'

/** Reasons that the sliders themselves tell already. */
const toldBySliders: readonly string[] = ['no_model', 'no_vectors']

/** What a person should know of an answer besides its results: that it is weak, or what could not take part. */
export const answerNote = ({ verdict, notices }: Pick<Answered, 'verdict' | 'notices'>): string => {
  const missing = notices.find(({ code }) => !toldBySliders.includes(code))
  if (missing !== undefined) return missing.message
  return verdict === null || verdict.kind === 'match' ? '' : verdict.message
}
