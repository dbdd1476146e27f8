/** What a dropped or pasted file is for. */
export type DroppedPurpose = 'import' | 'search'

/** Pictures that move are videos to most people, unless they aim at the search field. */
const moving = new Set(['image/gif', 'image/apng'])

/**
 * Pictures and sounds cannot be imported, so wherever they are dropped they can only mean a search; a drop with anything
 * else in it is an import. While dragging only media types are known.
 */
export const purposeOf = (types: readonly string[], overField: boolean): DroppedPurpose =>
  types.length > 0 &&
  types.every((type) => (type.startsWith('image/') && (overField || !moving.has(type))) || type.startsWith('audio/'))
    ? 'search'
    : 'import'
