import type { Migration } from '../migrate.ts'

/**
 * Vectors of the passages that a scene's vector of words is the mean of, so that a hit can say which words it was found by. Vectors of
 * words that were made of whole scenes go; they are made anew.
 */
export const passages: Migration = {
  version: 28,
  name: 'passages',
  sql: `
CREATE TABLE passage_vectors (
  -- Of scene_vectors.
  key INTEGER NOT NULL REFERENCES scene_vectors (key) ON DELETE CASCADE,
  idx INTEGER NOT NULL,
  start_ms INTEGER NOT NULL,
  end_ms INTEGER NOT NULL,
  -- Half precision.
  vector BLOB NOT NULL,
  PRIMARY KEY (key, idx)
) STRICT, WITHOUT ROWID;
DELETE FROM scene_vectors WHERE space_pk IN (SELECT pk FROM embedding_spaces WHERE modality = 'captions');
`,
}
