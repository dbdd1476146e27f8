/** What two ascending lists of scene numbers share, ascending. */
export const intersection = (one: Float64Array, other: Float64Array): Float64Array => {
  const shared = new Float64Array(Math.min(one.length, other.length))
  let count = 0
  for (let a = 0, b = 0; a < one.length && b < other.length; ) {
    const [left, right] = [one[a] ?? 0, other[b] ?? 0]
    if (left === right) {
      shared[count] = left
      count += 1
    }
    if (left <= right) a += 1
    if (right <= left) b += 1
  }
  return shared.slice(0, count)
}

/** The scene numbers of an ascending list that are not in another one, ascending. */
export const difference = (one: Float64Array, other: Float64Array): Float64Array => {
  let at = 0
  return one.filter((scene) => {
    while (at < other.length && (other[at] ?? 0) < scene) at += 1
    return other[at] !== scene
  })
}
