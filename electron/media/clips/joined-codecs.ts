import type { FirstKeyFrame } from '../../domain/clips/copyable-part.ts'

/** How pictures of a codec that are copied stand beside others that are encoded. */
export interface JoinedCodec {
  /** Whether fields are joined, or only whole pictures. */
  readonly takesFields: boolean
  readonly firstKey: FirstKeyFrame
  /** Whether what describes pictures lies in sets with numbers, which have to differ. */
  readonly namesSets: boolean
}

/** Codecs of which exact clips encode only what cannot be copied. */
export const joinedCodecs: Readonly<Record<string, JoinedCodec>> = {
  // What H.264 shows before a key frame can be referred to behind it, and numbers of pictures go on across it.
  h264: { takesFields: false, firstKey: 'closed', namesSets: true },
  // Behind a key frame of MPEG-2 only what is shown before it refers to something before it.
  mpeg2video: { takesFields: true, firstKey: 'any', namesSets: false },
}
