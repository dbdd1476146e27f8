import type { Migration } from '../migrate.ts'

/** Faces on sampled frames, and the people that they are grouped into. */
export const people: Migration = {
  version: 27,
  name: 'people',
  sql: `
CREATE TABLE people (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  -- NULL until a person gives one.
  name TEXT,
  name_sort TEXT NOT NULL DEFAULT '',
  hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)),
  created_at TEXT NOT NULL
) STRICT;
CREATE TABLE faces (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  video_pk INTEGER NOT NULL REFERENCES videos (pk) ON DELETE CASCADE,
  model TEXT NOT NULL,
  revision TEXT NOT NULL,
  frame_number INTEGER NOT NULL,
  -- Parts of the frame.
  x REAL NOT NULL,
  y REAL NOT NULL,
  width REAL NOT NULL,
  height REAL NOT NULL,
  score REAL NOT NULL,
  -- 128 float32, little-endian.
  vector BLOB NOT NULL CHECK (length(vector) = 512),
  -- NULL until all frames of the video were looked at.
  person_pk INTEGER REFERENCES people (pk) ON DELETE SET NULL,
  -- A person said whose it is.
  decided INTEGER NOT NULL DEFAULT 0 CHECK (decided IN (0, 1))
) STRICT;
CREATE INDEX faces_by_video ON faces (video_pk, frame_number);
CREATE INDEX faces_by_person ON faces (person_pk, video_pk, frame_number);
-- Frames in which faces were looked for, with or without finding one.
CREATE TABLE face_frames (
  video_pk INTEGER NOT NULL REFERENCES videos (pk) ON DELETE CASCADE,
  model TEXT NOT NULL,
  revision TEXT NOT NULL,
  frame_number INTEGER NOT NULL,
  PRIMARY KEY (video_pk, model, revision, frame_number)
) STRICT, WITHOUT ROWID;
-- A person said that the face is not this one's.
CREATE TABLE not_faces (
  face_pk INTEGER NOT NULL REFERENCES faces (pk) ON DELETE CASCADE,
  person_pk INTEGER NOT NULL REFERENCES people (pk) ON DELETE CASCADE,
  PRIMARY KEY (face_pk, person_pk)
) STRICT, WITHOUT ROWID;
CREATE INDEX not_faces_by_person ON not_faces (person_pk);
`,
}
