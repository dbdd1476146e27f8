/** Searches near one that found nothing: shorter words with a star, fewer words, without quotes. */
export const nearbyQueries = (query: string): readonly string[] => {
  const words = query
    .replaceAll(/["*]/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '')
  const nearby = new Set<string>()
  if (query.includes('"')) nearby.add(words.join(' '))
  nearby.add(words.map((word) => `${word.length > 4 ? word.slice(0, -Math.ceil(word.length / 4)) : word}*`).join(' '))
  if (words.length > 1) for (const word of words) nearby.add(word)
  nearby.delete(query.trim())
  return [...nearby].filter((text) => text !== '' && text !== '*').slice(0, 5)
}
