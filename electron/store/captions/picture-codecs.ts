import { captionFormatRows } from '../../domain/captions/index.ts'

/** Codecs of caption tracks whose cues are pictures: they get words when text is read. */
export const pictureCodecs: readonly string[] = captionFormatRows.flatMap(({ id, pictures, streams }) =>
  pictures === true ? [id, ...streams.map(({ codec }) => codec)] : [],
)
