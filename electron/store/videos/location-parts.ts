import type { TakePart, VideoLocation } from '../../domain/ports/index.ts'

/** A row of `locations`: its parts are JSON. */
export interface StoredLocation {
  readonly path: string
  readonly seenAt: string
  readonly stamp: string | null
  readonly parts: string | null
}

/** Parts as they are stored; null for one file. */
export const storedParts = (parts: readonly TakePart[] | undefined): string | null =>
  parts === undefined
    ? null
    : JSON.stringify(
        parts.map(({ name, sizeBytes, contentId, durationUs, pictureUs }) => ({
          name,
          sizeBytes,
          contentId,
          durationUs,
          pictureUs,
        })),
      )

/** A row with its parts read; that of one file has none. */
export const withParts = <Row extends StoredLocation>({
  parts,
  ...row
}: Row): Omit<Row, 'parts'> & Pick<VideoLocation, 'parts'> => ({
  ...row,
  ...(parts === null ? {} : { parts: partsFromJson(parts) }),
})

/** Reads stored parts. */
export const partsFromJson = (text: string): readonly TakePart[] => JSON.parse(text)
