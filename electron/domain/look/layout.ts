import { smallHeight, smallWidth } from './small-picture.ts'

const side = 8

const cosines = Float64Array.from({ length: side * side }, (_, index) => {
  const frequency = Math.floor(index / side)
  const position = index % side
  const scale = frequency === 0 ? Math.sqrt(1 / side) : Math.sqrt(2 / side)
  return scale * Math.cos(((2 * position + 1) * frequency * Math.PI) / (2 * side))
})

/** Means of an 8 × 8 grid over a small plane. */
const gridOf = (plane: Float32Array): Float64Array => {
  const grid = new Float64Array(side * side)
  const [cellWidth, cellHeight] = [smallWidth / side, smallHeight / side]
  for (let y = 0; y < smallHeight; y++) {
    const row = Math.floor(y / cellHeight) * side
    for (let x = 0; x < smallWidth; x++) {
      const cell = row + Math.floor(x / cellWidth)
      grid[cell] = (grid[cell] ?? 0) + (plane[y * smallWidth + x] ?? 0)
    }
  }
  return grid.map((sum) => sum / (cellWidth * cellHeight))
}

/**
 * Where light and colours are: the lowest `frequencies` × `frequencies` coefficients of the DCT-II of an 8 × 8 grid, row by
 * row, as in the colour layout descriptor of MPEG-7 (ISO/IEC 15938-3; Kasutani & Yamada, ICIP 2001). The first is
 * eight times the mean.
 */
export const layoutCoefficients = (plane: Float32Array, frequencies: number): readonly number[] => {
  const grid = gridOf(plane)
  const coefficients: number[] = []
  for (let vertical = 0; vertical < frequencies; vertical++) {
    for (let horizontal = 0; horizontal < frequencies; horizontal++) {
      let sum = 0
      for (let row = 0; row < side; row++) {
        const down = cosines[vertical * side + row] ?? 0
        for (let column = 0; column < side; column++) {
          sum += (grid[row * side + column] ?? 0) * down * (cosines[horizontal * side + column] ?? 0)
        }
      }
      coefficients.push(sum)
    }
  }
  return coefficients
}
