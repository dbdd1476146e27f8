import type { Migration } from '../migrate.ts'

const columns = ['title', 'files', 'tags', 'folders', 'pieces']
const list = columns.join(', ')
const assignments = columns.map((column) => `${column} = excluded.${column}`).join(', ')
const index = (of: string): string => `INSERT INTO video_names (pk, ${list})
    SELECT pk, ${list} FROM video_names_now WHERE pk = ${of} ON CONFLICT (pk) DO UPDATE SET ${assignments};`
const fullText = (of: 'old' | 'new'): string => columns.map((column) => `${of}.${column}`).join(', ')
const camera = (of: string): string =>
  `UPDATE videos SET camera = (SELECT name FROM cameras_now c WHERE c.video_pk = ${of}) WHERE pk = ${of};`

/**
 * The index by which videos are found by title, file names, tags and folders. Triggers keep it with the rows that it comes
 * from, whoever writes them; `indexed_names` is a function of the program (`name-functions.ts`). The camera's name
 * becomes a column, and folders an index, so that lists can be filtered by them.
 */
export const videoNames: Migration = {
  version: 13,
  name: 'video-names',
  sql: `
CREATE TABLE video_names (
  pk INTEGER PRIMARY KEY,
  ${columns.map((column) => `${column} TEXT NOT NULL`).join(',\n  ')}
) STRICT;
-- What the index should hold.
CREATE VIEW video_names_now AS
  SELECT pk, ${columns.map((column) => `indexed_names('${column}', title, paths, tags) AS ${column}`).join(', ')}
  FROM (
    SELECT v.pk, v.title,
      CASE WHEN EXISTS (SELECT 1 FROM locations l WHERE l.video_pk = v.pk)
        THEN (SELECT json_group_array(l.path ORDER BY l.pk) FROM locations l WHERE l.video_pk = v.pk)
        ELSE json_array(v.last_path) END AS paths,
      (SELECT json_group_array(t.tag ORDER BY t.tag_key) FROM video_tags t WHERE t.video_pk = v.pk) AS tags
    FROM videos v);
-- The words are folded already: letters beyond ASCII are left as they are.
CREATE VIRTUAL TABLE video_names_fts USING fts5 (
  ${columns.join(',\n  ')},
  content = 'video_names',
  content_rowid = 'pk',
  tokenize = 'ascii',
  prefix = '1 2 3'
);
CREATE TRIGGER video_names_fts_insert AFTER INSERT ON video_names BEGIN
  INSERT INTO video_names_fts (rowid, ${list}) VALUES (new.pk, ${fullText('new')});
END;
CREATE TRIGGER video_names_fts_delete AFTER DELETE ON video_names BEGIN
  INSERT INTO video_names_fts (video_names_fts, rowid, ${list}) VALUES ('delete', old.pk, ${fullText('old')});
END;
CREATE TRIGGER video_names_fts_update AFTER UPDATE ON video_names
WHEN ${columns.map((column) => `old.${column} <> new.${column}`).join(' OR ')} BEGIN
  INSERT INTO video_names_fts (video_names_fts, rowid, ${list}) VALUES ('delete', old.pk, ${fullText('old')});
  INSERT INTO video_names_fts (rowid, ${list}) VALUES (new.pk, ${fullText('new')});
END;
INSERT INTO video_names (pk, ${list}) SELECT pk, ${list} FROM video_names_now;

CREATE TRIGGER videos_named_insert AFTER INSERT ON videos BEGIN ${index('new.pk')} END;
CREATE TRIGGER videos_named_update AFTER UPDATE OF title, last_path ON videos
WHEN old.title IS NOT new.title OR old.last_path IS NOT new.last_path BEGIN ${index('new.pk')} END;
CREATE TRIGGER videos_named_delete AFTER DELETE ON videos BEGIN DELETE FROM video_names WHERE pk = old.pk; END;
CREATE TRIGGER locations_named_insert AFTER INSERT ON locations BEGIN ${index('new.video_pk')} END;
CREATE TRIGGER locations_named_update AFTER UPDATE OF video_pk, path ON locations
WHEN old.video_pk <> new.video_pk OR old.path <> new.path BEGIN ${index('old.video_pk')} ${index('new.video_pk')} END;
CREATE TRIGGER locations_named_delete AFTER DELETE ON locations BEGIN ${index('old.video_pk')} END;
CREATE TRIGGER video_tags_named_insert AFTER INSERT ON video_tags BEGIN ${index('new.video_pk')} END;
CREATE TRIGGER video_tags_named_update AFTER UPDATE ON video_tags BEGIN ${index('new.video_pk')} END;
CREATE TRIGGER video_tags_named_delete AFTER DELETE ON video_tags BEGIN ${index('old.video_pk')} END;

ALTER TABLE videos ADD COLUMN camera TEXT;
CREATE VIEW cameras_now AS
  SELECT video_pk, NULLIF(TRIM(
    CASE WHEN INSTR(LOWER(model), LOWER(make)) = 1 THEN model ELSE make || ' ' || model END), '') AS name
  FROM (
    SELECT video_pk, COALESCE(json_extract(result, '$.camera.make'), '') AS make,
      COALESCE(json_extract(result, '$.camera.model'), '') AS model FROM probes);
CREATE TRIGGER probes_camera_insert AFTER INSERT ON probes BEGIN ${camera('new.video_pk')} END;
CREATE TRIGGER probes_camera_update AFTER UPDATE OF result ON probes BEGIN ${camera('new.video_pk')} END;
CREATE TRIGGER probes_camera_delete AFTER DELETE ON probes BEGIN ${camera('old.video_pk')} END;
UPDATE videos SET camera = (SELECT name FROM cameras_now c WHERE c.video_pk = videos.pk)
WHERE pk IN (SELECT video_pk FROM cameras_now WHERE name IS NOT NULL);
CREATE INDEX videos_by_camera ON videos (camera, pk) WHERE camera IS NOT NULL AND removed_at IS NULL;

-- By folder, with the separator at its end.
CREATE INDEX locations_by_folder ON locations (
  CASE WHEN path LIKE '/%' THEN RTRIM(path, REPLACE(path, '/', '')) ELSE RTRIM(path, REPLACE(path, '\\', '')) END,
  video_pk);
`,
}
