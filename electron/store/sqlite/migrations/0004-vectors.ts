import type { Migration } from '../migrate.ts'

/**
 * Vectors of frames and scenes, what has none and why, and the models that a person chose.
 *
 * Scene vectors are BLOBs in a plain table, read by sqlite-vec's functions, and not rows of a `vec0` table. Measured with
 * 100,000 vectors of 512 floats on two cores: a `vec0` table is the better one for the nearest few of all (125 ms against
 * 300 ms) and on disk (208 MB against 413 MB, where the frames of so many scenes take about 16 GB); the plain table is
 * better for similarities to all scenes, which fusion needs (0.3 s against 1.6 s; `vec0` answers at most 4,096
 * neighbours), for one vector (30 µs against 470 µs), for a changed one (80 µs against 550 µs) and a deleted one (120 µs
 * against 580 µs). It also has what `vec0` lacks: foreign keys, triggers, checks, `quick_check`, backups and reading
 * where the extension is not built. From tens of thousands of scenes on, the accelerator above this table answers.
 */
export const vectors: Migration = {
  version: 4,
  name: 'vectors',
  sql: `
ALTER TABLE embedding_spaces RENAME TO embedding_spaces_before;
DROP INDEX embedding_spaces_active;
CREATE TABLE embedding_spaces (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  modality TEXT NOT NULL CHECK (modality IN ('visual', 'audio', 'captions', 'likeness', 'look', 'soundTexture')),
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
INSERT INTO embedding_spaces (pk, id, modality, model, revision, dimension, preprocessing_version, active, created_at)
  SELECT pk, modality || '-' || pk, modality, model, revision, dimension, preprocessing_version, active, created_at
  FROM embedding_spaces_before;
DROP TABLE embedding_spaces_before;
-- At most one space of a modality answers queries, and at most one is on its way there.
CREATE UNIQUE INDEX embedding_spaces_active ON embedding_spaces (modality) WHERE active = 1;
CREATE UNIQUE INDEX embedding_spaces_building ON embedding_spaces (modality) WHERE building = 1;

CREATE TABLE model_choices (
  modality TEXT PRIMARY KEY CHECK (modality IN ('visual', 'audio', 'captions', 'likeness')),
  -- Null: none, on purpose.
  model TEXT
) STRICT, WITHOUT ROWID;

-- Half-precision vectors of sampled frames. They belong to the content and not to sampled_frames, so that they outlive
-- an analysis that runs again.
CREATE TABLE frame_vectors (
  pk INTEGER PRIMARY KEY,
  space_pk INTEGER NOT NULL,
  content_pk INTEGER NOT NULL REFERENCES videos (pk) ON DELETE CASCADE,
  frame_number INTEGER NOT NULL,
  vector BLOB,
  -- Why there is no vector.
  skipped TEXT,
  UNIQUE (content_pk, space_pk, frame_number),
  CHECK ((vector IS NULL) <> (skipped IS NULL))
) STRICT;

CREATE TABLE scene_vectors (
  -- The space in front, so that its vectors lie side by side; two kilobytes in an index's own table would overflow.
  key INTEGER PRIMARY KEY CHECK (key = (space_pk << 40) + scene_pk),
  space_pk INTEGER NOT NULL,
  scene_pk INTEGER NOT NULL REFERENCES scenes (pk) ON DELETE CASCADE,
  video_pk INTEGER NOT NULL,
  vector BLOB,
  -- Why there is no vector.
  skipped TEXT CHECK (skipped <> ''),
  CHECK ((vector IS NULL) <> (skipped IS NULL))
) STRICT;
CREATE INDEX scene_vectors_by_scene ON scene_vectors (scene_pk);

-- How many scenes of a video have a vector (skipped = '') or none for a reason; triggers keep it in step.
CREATE TABLE scene_vector_counts (
  space_pk INTEGER NOT NULL,
  video_pk INTEGER NOT NULL,
  skipped TEXT NOT NULL,
  scenes INTEGER NOT NULL,
  PRIMARY KEY (space_pk, video_pk, skipped)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER scene_vectors_insert AFTER INSERT ON scene_vectors BEGIN
  INSERT INTO scene_vector_counts VALUES (new.space_pk, new.video_pk, COALESCE(new.skipped, ''), 1)
    ON CONFLICT (space_pk, video_pk, skipped) DO UPDATE SET scenes = scenes + 1;
END;
CREATE TRIGGER scene_vectors_delete AFTER DELETE ON scene_vectors BEGIN
  UPDATE scene_vector_counts SET scenes = scenes - 1
    WHERE space_pk = old.space_pk AND video_pk = old.video_pk AND skipped = COALESCE(old.skipped, '');
  DELETE FROM scene_vector_counts
    WHERE space_pk = old.space_pk AND video_pk = old.video_pk AND skipped = COALESCE(old.skipped, '') AND scenes = 0;
END;
CREATE TRIGGER scene_vectors_update AFTER UPDATE OF skipped ON scene_vectors WHEN old.skipped IS NOT new.skipped BEGIN
  UPDATE scene_vector_counts SET scenes = scenes - 1
    WHERE space_pk = old.space_pk AND video_pk = old.video_pk AND skipped = COALESCE(old.skipped, '');
  DELETE FROM scene_vector_counts
    WHERE space_pk = old.space_pk AND video_pk = old.video_pk AND skipped = COALESCE(old.skipped, '') AND scenes = 0;
  INSERT INTO scene_vector_counts VALUES (new.space_pk, new.video_pk, COALESCE(new.skipped, ''), 1)
    ON CONFLICT (space_pk, video_pk, skipped) DO UPDATE SET scenes = scenes + 1;
END;
`,
}
