import type { Migration } from '../migrate.ts'

/** Files of watched folders that another content has taken the place of, until a person says what that means. */
export const replacedFiles: Migration = {
  version: 32,
  name: 'replaced-files',
  sql: `
-- Whether a person is asked when a film in the folder is replaced, or its video is renewed at once.
ALTER TABLE watch_folders ADD COLUMN when_replaced TEXT NOT NULL DEFAULT 'ask' CHECK (when_replaced IN ('ask', 'renew'));

CREATE TABLE replaced_files (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  path TEXT NOT NULL UNIQUE,
  -- The video that the file held before.
  video_pk INTEGER NOT NULL REFERENCES videos (pk) ON DELETE CASCADE,
  -- Of the file as it is now.
  stamp TEXT NOT NULL,
  at TEXT NOT NULL,
  -- A person dismissed the question: it comes back when the file changes again.
  dismissed INTEGER NOT NULL DEFAULT 0 CHECK (dismissed IN (0, 1))
) STRICT;
CREATE INDEX replaced_files_by_video ON replaced_files (video_pk);
`,
}
