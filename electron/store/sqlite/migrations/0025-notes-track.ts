import type { Migration } from '../migrate.ts'

const trackColumns = `video_pk, track, source, codec, language, title, readable, cue_count, source_key, file, encoding,
    encoding_sure, encoding_chosen, offset_ms, offset_from, skipped_cues, cues_past_end, note, is_forced,
    is_hearing_impaired`
const cueColumns = 'pk, video_pk, track, idx, start_ms, end_ms, text, box, words, said, said_words'

/**
 * Room for what marks say in words, as a caption track of its own (`source: notes`). The list of a track's sources is a
 * constraint of its table, which can only be changed by making the table anew; with it goes the table of cues that refers
 * to it. The index of their words stays: rows and their numbers are the same.
 */
export const notesSource: Migration = {
  version: 25,
  name: 'notes-track',
  sql: `
ALTER TABLE captions RENAME TO captions_before;
ALTER TABLE caption_tracks RENAME TO caption_tracks_before;
DROP INDEX captions_by_time;
DROP TRIGGER captions_fts_insert;
DROP TRIGGER captions_fts_delete;
DROP TRIGGER captions_fts_update;
CREATE TABLE caption_tracks (
  video_pk INTEGER NOT NULL REFERENCES videos (pk) ON DELETE CASCADE,
  track INTEGER NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('stream', 'sidecar', 'speech', 'screen', 'notes')),
  codec TEXT NOT NULL,
  language TEXT,
  title TEXT,
  readable INTEGER NOT NULL CHECK (readable IN (0, 1)),
  cue_count INTEGER NOT NULL,
  source_key TEXT NOT NULL DEFAULT '',
  file TEXT,
  encoding TEXT,
  encoding_sure INTEGER NOT NULL DEFAULT 1 CHECK (encoding_sure IN (0, 1)),
  encoding_chosen INTEGER NOT NULL DEFAULT 0 CHECK (encoding_chosen IN (0, 1)),
  offset_ms INTEGER NOT NULL DEFAULT 0,
  offset_from TEXT NOT NULL DEFAULT 'none' CHECK (offset_from IN ('none', 'guess', 'person')),
  skipped_cues INTEGER NOT NULL DEFAULT 0,
  cues_past_end INTEGER NOT NULL DEFAULT 0,
  note TEXT,
  is_forced INTEGER NOT NULL DEFAULT 0 CHECK (is_forced IN (0, 1)),
  is_hearing_impaired INTEGER NOT NULL DEFAULT 0 CHECK (is_hearing_impaired IN (0, 1)),
  PRIMARY KEY (video_pk, track)
) STRICT, WITHOUT ROWID;
INSERT INTO caption_tracks (${trackColumns})
  SELECT ${trackColumns} FROM caption_tracks_before;
CREATE TABLE captions (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  video_pk INTEGER NOT NULL,
  track INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  start_ms INTEGER NOT NULL,
  end_ms INTEGER NOT NULL,
  text TEXT NOT NULL,
  box TEXT CHECK (box IS NULL OR json_valid(box)),
  words TEXT,
  said TEXT,
  said_words TEXT,
  UNIQUE (video_pk, track, idx),
  FOREIGN KEY (video_pk, track) REFERENCES caption_tracks (video_pk, track) ON DELETE CASCADE
) STRICT;
INSERT INTO captions (${cueColumns})
  SELECT ${cueColumns} FROM captions_before;
-- The number of a cue that is gone is never used again: it is part of ids that programs hold.
DELETE FROM sqlite_sequence WHERE name = 'captions';
INSERT INTO sqlite_sequence (name, seq) SELECT 'captions', seq FROM sqlite_sequence WHERE name = 'captions_before';
DROP TABLE captions_before;
DROP TABLE caption_tracks_before;
CREATE INDEX captions_by_time ON captions (video_pk, track, start_ms);
CREATE TRIGGER captions_fts_insert AFTER INSERT ON captions BEGIN
  INSERT INTO captions_fts (rowid, text) VALUES (new.pk, new.text);
END;
CREATE TRIGGER captions_fts_delete AFTER DELETE ON captions BEGIN
  INSERT INTO captions_fts (captions_fts, rowid, text) VALUES ('delete', old.pk, old.text);
END;
CREATE TRIGGER captions_fts_update AFTER UPDATE OF text ON captions BEGIN
  INSERT INTO captions_fts (captions_fts, rowid, text) VALUES ('delete', old.pk, old.text);
  INSERT INTO captions_fts (rowid, text) VALUES (new.pk, new.text);
END;
`,
}
