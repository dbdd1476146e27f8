/** The k-th largest of values without NaN (k from 1); −∞ when there are fewer. Reorders `values`. Hoare's selection. */
export const kthLargest = (values: Float64Array, k: number): number => {
  if (k > values.length || k < 1) return Number.NEGATIVE_INFINITY
  const wanted = k - 1
  let left = 0
  let right = values.length - 1
  while (left < right) {
    const pivot = values[(left + right) >>> 1] ?? 0
    let low = left
    let high = right
    while (low <= high) {
      while ((values[low] ?? 0) > pivot) low += 1
      while ((values[high] ?? 0) < pivot) high -= 1
      if (low > high) break
      const swapped = values[low] ?? 0
      values[low] = values[high] ?? 0
      values[high] = swapped
      low += 1
      high -= 1
    }
    if (wanted <= high) right = high
    else if (wanted >= low) left = low
    else break
  }
  return values[wanted] ?? Number.NEGATIVE_INFINITY
}
