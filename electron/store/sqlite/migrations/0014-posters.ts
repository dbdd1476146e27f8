import type { Migration } from '../migrate.ts'

/** What the choice of a poster goes by. */
export const posters: Migration = {
  version: 14,
  name: 'posters',
  sql: `
-- How fit a kept frame is to stand for the whole film, 0 to 1; null: never measured.
ALTER TABLE sampled_frames ADD COLUMN poster_fitness REAL;
-- The frame that a person chose as poster; null: GoodCLIPS chooses.
ALTER TABLE videos ADD COLUMN chosen_poster_frame INTEGER;
`,
}
