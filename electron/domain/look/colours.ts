import { type SmallPicture, smallHeight, smallWidth } from './small-picture.ts'

const hueBins = 12
const saturationBins = 2
/** Bins of `colourHistogram`: hues at two saturations, and grey. */
export const colourBinCount = hueBins * saturationBins + 1

/**
 * Which colours a picture has, wherever they are: shares of the pixels by hue and saturation. Each pixel is shared
 * between neighbouring bins, so that a slight change of tint changes little; pixels with hardly any colour count as
 * grey.
 */
export const colourHistogram = ({ red, green, blue }: SmallPicture): Float64Array => {
  const bins = new Float64Array(colourBinCount)
  const share = 4 / red.length
  const add = (bin: number, amount: number): void => {
    bins[bin] = (bins[bin] ?? 0) + amount
  }
  const addHue = (hue: number, amount: number, vivid: number): void => {
    add(hue, amount * (1 - vivid))
    add(hueBins + hue, amount * vivid)
  }
  // Every second pixel of every second row is enough.
  for (let y = 0; y < smallHeight; y += 2) {
    for (let x = 0; x < smallWidth; x += 2) {
      const at = y * smallWidth + x
      const r = red[at] ?? 0
      const g = green[at] ?? 0
      const b = blue[at] ?? 0
      const most = Math.max(r, g, b)
      const chroma = most - Math.min(r, g, b)
      // Chroma and not saturation decides what is grey: in the dark any noise is saturated.
      const coloured = Math.min(1, Math.max(0, (chroma - 8) / 24))
      add(colourBinCount - 1, share * (1 - coloured))
      if (coloured === 0) continue
      const sector = most === r ? ((g - b) / chroma + 6) % 6 : most === g ? (b - r) / chroma + 2 : (r - g) / chroma + 4
      const hueBin = (sector * hueBins) / 6
      const left = Math.floor(hueBin)
      const rest = hueBin - left
      const vivid = Math.min(1, Math.max(0, (chroma / Math.max(1, most) - 0.25) / 0.5))
      addHue(left % hueBins, share * coloured * (1 - rest), vivid)
      addHue((left + 1) % hueBins, share * coloured * rest, vivid)
    }
  }
  return bins
}
