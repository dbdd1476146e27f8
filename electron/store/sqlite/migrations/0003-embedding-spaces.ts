import type { Migration } from '../migrate.ts'

/** The spaces that vectors will live in: a new model gets a space of its own beside the old one. */
export const embeddingSpaces: Migration = {
  version: 3,
  name: 'embedding-spaces',
  sql: `
CREATE TABLE embedding_spaces (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  modality TEXT NOT NULL CHECK (modality IN ('visual', 'audio', 'captions')),
  model TEXT NOT NULL,
  revision TEXT NOT NULL,
  dimension INTEGER NOT NULL CHECK (dimension > 0),
  preprocessing_version INTEGER NOT NULL,
  active INTEGER NOT NULL DEFAULT 0 CHECK (active IN (0, 1)),
  created_at TEXT NOT NULL,
  UNIQUE (modality, model, revision, dimension, preprocessing_version)
) STRICT;
-- At most one space of a modality answers queries.
CREATE UNIQUE INDEX embedding_spaces_active ON embedding_spaces (modality) WHERE active = 1;
`,
}
