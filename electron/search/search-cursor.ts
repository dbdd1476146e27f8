/** A short fingerprint (FNV-1a) of what a cursor belongs to. */
const fingerprint = (text: string): string => {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash >>> 0).toString(36)
}

const parts = (request: object): string => JSON.stringify(request)

/** Names the rest of a search after so many hits. It goes with this very search only. */
export const writeCursor = (request: object, offset: number): string => `${fingerprint(parts(request))}-${offset}`

/** The offset that a cursor names; null when it is none, or of another search. */
export const readCursor = (request: object, cursor: string): number | null => {
  const match = /^([0-9a-z]{1,7})-(\d{1,7})$/.exec(cursor)
  return match?.[1] === fingerprint(parts(request)) ? Number(match[2]) : null
}
