import type { Migration } from '../migrate.ts'

/** Videos, their files, what was probed, scenes, frames, captions, jobs, settings. */
export const library: Migration = {
  version: 1,
  name: 'library',
  sql: `
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;

CREATE TABLE import_problems (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  path TEXT NOT NULL UNIQUE,
  error TEXT NOT NULL CHECK (json_valid(error)),
  at TEXT NOT NULL
) STRICT;

-- A video is a content: its key also stands for the content in sampled_frames and filmstrips.
CREATE TABLE videos (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  content_id TEXT NOT NULL UNIQUE,
  size_bytes INTEGER NOT NULL,
  title TEXT NOT NULL,
  title_key TEXT NOT NULL,
  title_sort TEXT NOT NULL,
  -- Derived from the jobs by the store, so that lists need no join.
  state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'processing', 'ready', 'partial', 'failed')),
  progress REAL NOT NULL DEFAULT 0,
  warnings TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(warnings)),
  error TEXT CHECK (error IS NULL OR json_valid(error)),
  duration_ms INTEGER NOT NULL DEFAULT 0,
  frame_count INTEGER NOT NULL DEFAULT 0,
  scene_count INTEGER NOT NULL DEFAULT 0,
  caption_count INTEGER NOT NULL DEFAULT 0,
  -- The track that scene excerpts come from, and the longest cue in it, which bounds the search for overlaps.
  caption_track INTEGER,
  longest_cue_ms INTEGER NOT NULL DEFAULT 0,
  width INTEGER NOT NULL DEFAULT 0,
  height INTEGER NOT NULL DEFAULT 0,
  frame_rate_num INTEGER,
  frame_rate_den INTEGER,
  poster_frame INTEGER,
  cuts TEXT CHECK (cuts IS NULL OR json_valid(cuts)),
  missing INTEGER NOT NULL DEFAULT 0 CHECK (missing IN (0, 1)),
  added_at TEXT NOT NULL,
  recorded_at TEXT,
  removed_at TEXT
) STRICT;
CREATE INDEX videos_by_added ON videos (pk) WHERE removed_at IS NULL;
CREATE INDEX videos_by_title ON videos (title_sort, pk) WHERE removed_at IS NULL;
CREATE INDEX videos_by_duration ON videos (duration_ms, pk) WHERE removed_at IS NULL;
CREATE INDEX videos_by_scenes ON videos (scene_count, pk) WHERE removed_at IS NULL;
-- Videos without a date come last either way.
CREATE INDEX videos_by_recorded ON videos (COALESCE(recorded_at, ''), pk) WHERE removed_at IS NULL;
CREATE INDEX videos_by_recorded_ascending ON videos (COALESCE(recorded_at, '9999'), pk) WHERE removed_at IS NULL;

CREATE TABLE locations (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  video_pk INTEGER NOT NULL REFERENCES videos (pk) ON DELETE CASCADE,
  path TEXT NOT NULL UNIQUE,
  seen_at TEXT NOT NULL
) STRICT;
CREATE INDEX locations_by_video ON locations (video_pk, seen_at, pk);

CREATE TABLE probes (
  video_pk INTEGER PRIMARY KEY REFERENCES videos (pk) ON DELETE CASCADE,
  result TEXT NOT NULL CHECK (json_valid(result))
) STRICT;

CREATE TABLE streams (
  video_pk INTEGER NOT NULL REFERENCES videos (pk) ON DELETE CASCADE,
  idx INTEGER NOT NULL,
  kind TEXT NOT NULL,
  codec TEXT NOT NULL,
  profile TEXT,
  language TEXT,
  title TEXT,
  is_default INTEGER NOT NULL,
  is_forced INTEGER NOT NULL,
  width INTEGER,
  height INTEGER,
  pixel_format TEXT,
  frame_rate_num INTEGER,
  frame_rate_den INTEGER,
  channels INTEGER,
  sample_rate INTEGER,
  bit_rate INTEGER,
  PRIMARY KEY (video_pk, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE scenes (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  video_pk INTEGER NOT NULL REFERENCES videos (pk) ON DELETE CASCADE,
  idx INTEGER NOT NULL,
  start_frame INTEGER NOT NULL,
  end_frame INTEGER NOT NULL CHECK (end_frame > start_frame),
  start_ms INTEGER NOT NULL,
  end_ms INTEGER NOT NULL,
  gradual INTEGER NOT NULL CHECK (gradual IN (0, 1)),
  keyframe INTEGER,
  keyframe_ms INTEGER NOT NULL,
  UNIQUE (video_pk, idx)
) STRICT;
CREATE INDEX scenes_by_time ON scenes (video_pk, start_ms);

CREATE TABLE sampled_frames (
  content_pk INTEGER NOT NULL REFERENCES videos (pk) ON DELETE CASCADE,
  frame_number INTEGER NOT NULL,
  time_ms INTEGER NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  byte_offset INTEGER NOT NULL,
  byte_length INTEGER NOT NULL,
  quality REAL NOT NULL,
  PRIMARY KEY (content_pk, frame_number)
) STRICT, WITHOUT ROWID;

CREATE TABLE filmstrips (
  content_pk INTEGER PRIMARY KEY REFERENCES videos (pk) ON DELETE CASCADE,
  tile_width INTEGER NOT NULL,
  tile_height INTEGER NOT NULL,
  columns INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  interval_ms INTEGER NOT NULL,
  count INTEGER NOT NULL,
  sheets INTEGER NOT NULL
) STRICT;

CREATE TABLE caption_tracks (
  video_pk INTEGER NOT NULL REFERENCES videos (pk) ON DELETE CASCADE,
  track INTEGER NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('stream', 'sidecar')),
  codec TEXT NOT NULL,
  language TEXT,
  title TEXT,
  readable INTEGER NOT NULL CHECK (readable IN (0, 1)),
  cue_count INTEGER NOT NULL,
  PRIMARY KEY (video_pk, track)
) STRICT, WITHOUT ROWID;

CREATE TABLE captions (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  video_pk INTEGER NOT NULL,
  track INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  start_ms INTEGER NOT NULL,
  end_ms INTEGER NOT NULL,
  text TEXT NOT NULL,
  UNIQUE (video_pk, track, idx),
  FOREIGN KEY (video_pk, track) REFERENCES caption_tracks (video_pk, track) ON DELETE CASCADE
) STRICT;
CREATE INDEX captions_by_time ON captions (video_pk, track, start_ms);

CREATE TABLE jobs (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  video_pk INTEGER NOT NULL REFERENCES videos (pk) ON DELETE CASCADE,
  stage TEXT NOT NULL,
  version INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting'
    CHECK (state IN ('waiting', 'running', 'done', 'skipped', 'failed', 'cancelled')),
  progress REAL NOT NULL DEFAULT 0,
  speed REAL,
  eta_ms INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  deaths INTEGER NOT NULL DEFAULT 0,
  reason TEXT CHECK (reason IS NULL OR json_valid(reason)),
  warnings TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(warnings)),
  next_attempt_at TEXT,
  created_at TEXT NOT NULL,
  started_at TEXT,
  finished_at TEXT,
  UNIQUE (video_pk, stage)
) STRICT;
CREATE INDEX jobs_by_state ON jobs (state, pk);
CREATE INDEX jobs_finished ON jobs (finished_at, pk) WHERE state IN ('done', 'skipped', 'failed', 'cancelled');
`,
}
