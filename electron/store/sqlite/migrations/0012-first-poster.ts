import type { Migration } from '../migrate.ts'

/** The picture that stands for a video until it is analysed. */
export const firstPoster: Migration = {
  version: 12,
  name: 'first-poster',
  sql: `
-- Where about in the film the first poster was taken, in ms of film time; null: there is none.
ALTER TABLE videos ADD COLUMN first_poster_ms INTEGER;
`,
}
