/**
 * Signs of a rotation, the same for every library: ±1 for every dimension of every transform (two a round where the dimension is no
 * power of two). splitmix32, seeded by the dimension.
 */
export const signsOf = (dimension: number, rounds: number): Float32Array => {
  const windows = Number.isInteger(Math.log2(dimension)) ? 1 : 2
  let state = (dimension * 0x9e3779b1) >>> 0
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
  return Float32Array.from({ length: dimension * rounds * windows }, () => (next() < 2 ** 31 ? 1 : -1))
}
