import type { Migration } from '../migrate.ts'

/**
 * Takes the list of modalities out of the schema: it was one more copy of the table in `contract/modalities.ts`, and each
 * new modality would have had to rebuild two tables. What is written is typed or parsed by that table at the port; rows
 * that are salvaged from a damaged file are held against it there (`recovery/salvage-rows.ts`).
 */
export const openModalities: Migration = {
  version: 10,
  name: 'open-modalities',
  sql: `
ALTER TABLE embedding_spaces RENAME TO embedding_spaces_before;
DROP INDEX embedding_spaces_active;
DROP INDEX embedding_spaces_building;
CREATE TABLE embedding_spaces (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  modality TEXT NOT NULL,
  model TEXT NOT NULL,
  revision TEXT NOT NULL,
  dimension INTEGER NOT NULL CHECK (dimension > 0),
  preprocessing_version INTEGER NOT NULL,
  active INTEGER NOT NULL DEFAULT 0 CHECK (active IN (0, 1)),
  building INTEGER NOT NULL DEFAULT 0 CHECK (building IN (0, 1)),
  created_at TEXT NOT NULL,
  UNIQUE (modality, model, revision, dimension, preprocessing_version),
  CHECK (active + building < 2)
) STRICT;
INSERT INTO embedding_spaces
  (pk, id, modality, model, revision, dimension, preprocessing_version, active, building, created_at)
  SELECT pk, id, modality, model, revision, dimension, preprocessing_version, active, building, created_at
  FROM embedding_spaces_before;
-- The number of a space that was dropped is never used again: vectors are keyed by it.
DELETE FROM sqlite_sequence WHERE name = 'embedding_spaces';
INSERT INTO sqlite_sequence (name, seq)
  SELECT 'embedding_spaces', seq FROM sqlite_sequence WHERE name = 'embedding_spaces_before';
DROP TABLE embedding_spaces_before;
-- At most one space of a modality answers queries, and at most one is on its way there.
CREATE UNIQUE INDEX embedding_spaces_active ON embedding_spaces (modality) WHERE active = 1;
CREATE UNIQUE INDEX embedding_spaces_building ON embedding_spaces (modality) WHERE building = 1;

ALTER TABLE model_choices RENAME TO model_choices_before;
CREATE TABLE model_choices (
  modality TEXT PRIMARY KEY,
  -- Null: none, on purpose.
  model TEXT
) STRICT, WITHOUT ROWID;
INSERT INTO model_choices (modality, model) SELECT modality, model FROM model_choices_before;
DROP TABLE model_choices_before;
`,
}
