import type { Migration } from '../migrate.ts'

/** Full-text index over the captions; triggers keep it in step. */
export const captionSearch: Migration = {
  version: 2,
  name: 'caption-search',
  sql: `
CREATE VIRTUAL TABLE captions_fts USING fts5 (
  text,
  content = 'captions',
  content_rowid = 'pk',
  tokenize = 'unicode61 remove_diacritics 2',
  prefix = '2 3'
);
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
INSERT INTO captions_fts (captions_fts) VALUES ('rebuild');
`,
}
