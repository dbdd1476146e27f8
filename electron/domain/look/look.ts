import type { SpaceKey } from '../ports/index.ts'
import { colourBinCount, colourHistogram } from './colours.ts'
import { edgeHistograms, edgeValueCount, textureBinCount, textureHistogram } from './edges.ts'
import { layoutCoefficients } from './layout.ts'
import { createSmallPictures } from './small-picture.ts'

const lightFrequencies = 4
const colourFrequencies = 3
const dimension =
  lightFrequencies ** 2 - 1 + 2 * colourFrequencies ** 2 + colourBinCount + edgeValueCount + textureBinCount

/** The embedding space of looks. Raise the revision when the meaning of the numbers changes. */
export const lookSpace: SpaceKey = {
  modality: 'look',
  model: 'look',
  revision: '1',
  dimension,
  preprocessingVersion: 1,
}

/** Weight of each section of the vector. */
const weights = { light: 0.8, colourLayout: 0.9, colours: 0.6, edges: 0.8, texture: 0.35 } as const

/** Describes frames of one size: what a person would call their look, without knowing what is in them. */
export type LookDescriber = (frame: Uint8Array, matrix: string | null) => Float32Array

/**
 * Appends a section, normalised to its weight. A section shorter than `softness` is not scaled up to full length: for
 * example, a picture without contrast has no layout of light worth comparing.
 */
const append = (
  vector: Float32Array,
  at: number,
  section: ArrayLike<number>,
  weight: number,
  softness: number,
): number => {
  let squares = 0
  for (let index = 0; index < section.length; index++) squares += (section[index] ?? 0) ** 2
  const scale = weight / (Math.sqrt(squares) + softness)
  for (let index = 0; index < section.length; index++) vector[at + index] = (section[index] ?? 0) * scale
  return at + section.length
}

/** Square roots (Hellinger's distance instead of Euclid's: rare colours count, too) less their mean. */
const centredRoots = (shares: Float64Array): Float64Array => {
  const roots = shares.map(Math.sqrt)
  const mean = roots.reduce((sum, value) => sum + value, 0) / roots.length
  return roots.map((value) => value - mean)
}

/** Describes full-range planar 4:2:0 frames with even sides; `matrix` is their colour matrix, null for BT.601. */
export const createLookDescriber = (width: number, height: number): LookDescriber => {
  const shrink = createSmallPictures(width, height)
  return (frame, matrix) => {
    const picture = shrink(frame, matrix)
    const vector = new Float32Array(dimension)
    // Without the mean: a brighter copy looks the same.
    const light = layoutCoefficients(picture.intensity, lightFrequencies).slice(1)
    let at = append(vector, 0, light, weights.light, 40)
    const colourLayout = [picture.redGreen, picture.yellowBlue].flatMap((plane) =>
      layoutCoefficients(plane, colourFrequencies),
    )
    at = append(vector, at, colourLayout, weights.colourLayout, 60)
    at = append(vector, at, centredRoots(colourHistogram(picture)), weights.colours, 0)
    at = append(vector, at, centredRoots(edgeHistograms(picture.intensity)), weights.edges, 20)
    append(vector, at, centredRoots(textureHistogram(picture.intensity)), weights.texture, 0)
    const length = Math.hypot(...vector)
    return vector.map((value) => value / length)
  }
}
