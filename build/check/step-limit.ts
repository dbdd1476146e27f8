/** For what hangs: the longest step takes half an hour on two cores that do nothing else, and machines are slow and busy. */
export const stepLimitMs = 85 * 60_000
