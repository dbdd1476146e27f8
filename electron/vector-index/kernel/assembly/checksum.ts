/** Checksum of bytes (a multiple of 64): four vectors of multiply, add and rotate. Finds torn and damaged parts of a file. */
export function checksum(at: usize, bytes: usize): u32 {
  let a = i32x4.splat(0x9e3779b1)
  let b = i32x4.splat(0x85ebca77)
  let c = i32x4.splat(0xc2b2ae3d)
  let d = i32x4.splat(0x27d4eb2f)
  const prime = i32x4.splat(0x9e3779b1)
  const end = at + bytes
  for (; at < end; at += 64) {
    a = mix(a, v128.load(at), prime)
    b = mix(b, v128.load(at, 16), prime)
    c = mix(c, v128.load(at, 32), prime)
    d = mix(d, v128.load(at, 48), prime)
  }
  const e = mix(mix(a, b, prime), mix(c, d, prime), prime)
  let hash: u32 = bytes as u32
  hash = (hash ^ i32x4.extract_lane(e, 0)) * 0x01000193
  hash = rotl<u32>(hash, 13) ^ (i32x4.extract_lane(e, 1) * 0x01000193)
  hash = rotl<u32>(hash, 13) ^ (i32x4.extract_lane(e, 2) * 0x01000193)
  return rotl<u32>(hash, 13) ^ (i32x4.extract_lane(e, 3) * 0x01000193)
}

// @ts-ignore: decorator
@inline
function mix(state: v128, value: v128, prime: v128): v128 {
  const mixed = i32x4.mul(v128.xor(state, value), prime)
  return v128.xor(mixed, i32x4.shr_u(mixed, 15))
}
