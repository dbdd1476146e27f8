/**
 * Rotates a vector in place: rounds of random sign flips and a fast Walsh–Hadamard transform. Where the dimension is no power of
 * two, the transform runs over the largest power of two from the start, then from the end. `signs` holds ±1 (f32) for every
 * dimension of every transform.
 */
export function rotate(at: usize, dimension: i32, signs: usize, rounds: i32): void {
  let size = 1
  while (size * 2 <= dimension) size *= 2
  const windows = size == dimension ? 1 : 2
  for (let round = 0; round < rounds; round++) {
    for (let window = 0; window < windows; window++) {
      flip(at, dimension, signs)
      signs += (dimension << 2) as usize
      transform(window == 0 ? at : at + (((dimension - size) << 2) as usize), size)
    }
  }
}

/** Undoes `rotate`. */
export function unrotate(at: usize, dimension: i32, signs: usize, rounds: i32): void {
  let size = 1
  while (size * 2 <= dimension) size *= 2
  const windows = size == dimension ? 1 : 2
  signs += (rounds * windows * dimension) as usize << 2
  for (let round = 0; round < rounds; round++) {
    for (let window = windows - 1; window >= 0; window--) {
      signs -= (dimension << 2) as usize
      transform(window == 0 ? at : at + (((dimension - size) << 2) as usize), size)
      flip(at, dimension, signs)
    }
  }
}

function flip(at: usize, dimension: i32, signs: usize): void {
  let index = 0
  for (; index + 4 <= dimension; index += 4) {
    const offset = (index << 2) as usize
    v128.store(at + offset, f32x4.mul(v128.load(at + offset), v128.load(signs + offset)))
  }
  for (; index < dimension; index++) {
    const offset = (index << 2) as usize
    store<f32>(at + offset, load<f32>(at + offset) * load<f32>(signs + offset))
  }
}

/** Orthonormal Walsh–Hadamard transform of `size` (a power of two) values. */
function transform(at: usize, size: i32): void {
  const scale: f32 = 1 / sqrt<f32>(size as f32)
  if (size < 4) {
    for (let half = 1; half < size; half <<= 1) {
      for (let index = 0; index < size; index += half << 1) {
        const a = load<f32>(at + ((index << 2) as usize))
        const b = load<f32>(at + (((index + half) << 2) as usize))
        store<f32>(at + ((index << 2) as usize), a + b)
        store<f32>(at + (((index + half) << 2) as usize), a - b)
      }
    }
    for (let index = 0; index < size; index++) {
      const value = at + ((index << 2) as usize)
      store<f32>(value, load<f32>(value) * scale)
    }
    return
  }
  const bytes = (size << 2) as usize
  const scales = f32x4.splat(scale)
  for (let offset: usize = 0; offset < bytes; offset += 16) {
    const v = f32x4.mul(v128.load(at + offset), scales)
    const pairs = f32x4.add(v128.shuffle<f32>(v, v, 0, 0, 2, 2), f32x4.mul(v128.shuffle<f32>(v, v, 1, 1, 3, 3), f32x4(1, -1, 1, -1)))
    const fours = f32x4.add(
      v128.shuffle<f32>(pairs, pairs, 0, 1, 0, 1),
      f32x4.mul(v128.shuffle<f32>(pairs, pairs, 2, 3, 2, 3), f32x4(1, 1, -1, -1)),
    )
    v128.store(at + offset, fours)
  }
  for (let half: usize = 16; half < bytes; half <<= 1) {
    for (let block: usize = 0; block < bytes; block += half << 1) {
      for (let offset = block; offset < block + half; offset += 16) {
        const a = v128.load(at + offset)
        const b = v128.load(at + offset + half)
        v128.store(at + offset, f32x4.add(a, b))
        v128.store(at + offset + half, f32x4.sub(a, b))
      }
    }
  }
}
