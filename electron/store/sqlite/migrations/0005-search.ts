import type { Migration } from '../migrate.ts'

const keptChanges = 500_000

/**
 * What search by meaning needs beside the vectors: which of them changed since when, which scenes have captions, tags,
 * searches of late and saved searches.
 */
export const search: Migration = {
  version: 5,
  name: 'search',
  sql: `
-- Whether a cue of the track that excerpts come from overlaps the scene; kept by the store with scenes and captions.
ALTER TABLE scenes ADD COLUMN captioned INTEGER NOT NULL DEFAULT 0 CHECK (captioned IN (0, 1));
UPDATE scenes SET captioned = 1 WHERE EXISTS (
  SELECT 1 FROM videos v JOIN captions c ON c.video_pk = v.pk AND c.track = v.caption_track
  WHERE v.pk = scenes.video_pk AND c.start_ms >= scenes.start_ms - v.longest_cue_ms
    AND c.start_ms < scenes.end_ms AND c.end_ms > scenes.start_ms);
CREATE INDEX videos_removed ON videos (pk) WHERE removed_at IS NOT NULL;

CREATE TABLE video_tags (
  video_pk INTEGER NOT NULL REFERENCES videos (pk) ON DELETE CASCADE,
  -- The form that makes "Beach" and "beach" one tag.
  tag_key TEXT NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (video_pk, tag_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX video_tags_by_tag ON video_tags (tag_key, video_pk);

-- Scene vectors that were written or deleted, for those who keep a copy of them. Only the newest ${keptChanges}: who reads
-- later begins anew (vector_changes_forgotten holds the last that is gone).
CREATE TABLE vector_changes (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  -- Of scene_vectors.
  key INTEGER NOT NULL
) STRICT;
CREATE TABLE vector_changes_forgotten (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  sequence INTEGER NOT NULL
) STRICT;
INSERT INTO vector_changes_forgotten VALUES (1, 0);
CREATE TRIGGER scene_vectors_fed_insert AFTER INSERT ON scene_vectors WHEN new.vector IS NOT NULL BEGIN
  INSERT INTO vector_changes (key) VALUES (new.key);
END;
CREATE TRIGGER scene_vectors_fed_delete AFTER DELETE ON scene_vectors WHEN old.vector IS NOT NULL BEGIN
  INSERT INTO vector_changes (key) VALUES (old.key);
END;
CREATE TRIGGER scene_vectors_fed_update AFTER UPDATE OF vector ON scene_vectors
WHEN old.vector IS NOT NULL OR new.vector IS NOT NULL BEGIN
  INSERT INTO vector_changes (key) VALUES (new.key);
END;
CREATE TRIGGER vector_changes_bounded AFTER INSERT ON vector_changes WHEN new.sequence % 1000 = 0 BEGIN
  DELETE FROM vector_changes WHERE sequence <= new.sequence - ${keptChanges};
  UPDATE vector_changes_forgotten SET sequence = MAX(sequence, new.sequence - ${keptChanges});
END;

CREATE TABLE search_history (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  -- The request without what does not make it another search, so that the same one is one entry.
  search_key TEXT NOT NULL UNIQUE,
  request TEXT NOT NULL CHECK (json_valid(request)),
  relevant INTEGER NOT NULL,
  at TEXT NOT NULL
) STRICT;

CREATE TABLE saved_searches (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  name_sort TEXT NOT NULL,
  request TEXT NOT NULL CHECK (json_valid(request)),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX saved_searches_by_name ON saved_searches (name_sort, pk);
`,
}
