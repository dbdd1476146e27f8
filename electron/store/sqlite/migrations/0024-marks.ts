import type { Migration } from '../migrate.ts'

const columns = ['title', 'files', 'tags', 'folders', 'pieces']
const list = columns.join(', ')
const index = (of: 'old' | 'new'): string => `INSERT INTO video_names (pk, ${list})
    SELECT n.pk, ${columns.map((column) => `n.${column}`).join(', ')} FROM videos v JOIN video_names_now n ON n.pk = v.pk
    WHERE v.content_id = ${of}.content_id
    ON CONFLICT (pk) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')};`

/**
 * Ratings, flags, labels, tags, notes and titles, of whole videos and of frames of them. They belong to contents, so they
 * outlive other cuts and removals. The tags of videos become marks; what reads them finds them in a view of the old name.
 */
export const marks: Migration = {
  version: 24,
  name: 'marks',
  sql: `
CREATE TABLE marks (
  content_id TEXT NOT NULL,
  -- Both 0: the whole video. The end is not part of it.
  start_frame INTEGER NOT NULL CHECK (start_frame >= 0),
  end_frame INTEGER NOT NULL CHECK (end_frame > start_frame OR end_frame + start_frame = 0),
  -- What a person put it on.
  kind TEXT NOT NULL CHECK (kind IN ('video', 'scene', 'range')),
  rating INTEGER CHECK (rating BETWEEN 0 AND 5),
  flag TEXT CHECK (flag IN ('pick', 'reject')),
  label TEXT,
  note TEXT,
  title TEXT,
  changed_at TEXT NOT NULL,
  PRIMARY KEY (content_id, start_frame, end_frame)
) STRICT, WITHOUT ROWID;
CREATE TABLE mark_tags (
  content_id TEXT NOT NULL,
  start_frame INTEGER NOT NULL,
  end_frame INTEGER NOT NULL,
  tag_key TEXT NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (content_id, start_frame, end_frame, tag_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX mark_tags_by_tag ON mark_tags (tag_key, content_id, start_frame, end_frame);

INSERT INTO marks (content_id, start_frame, end_frame, kind, changed_at)
  SELECT v.content_id, 0, 0, 'video', v.added_at FROM videos v WHERE v.pk IN (SELECT video_pk FROM video_tags);
INSERT INTO mark_tags (content_id, start_frame, end_frame, tag_key, tag)
  SELECT v.content_id, 0, 0, t.tag_key, t.tag FROM video_tags t JOIN videos v ON v.pk = t.video_pk;
DROP TABLE video_tags;
CREATE VIEW video_tags AS
  SELECT v.pk AS video_pk, t.tag_key, t.tag FROM videos v
  JOIN mark_tags t ON t.content_id = v.content_id AND t.start_frame = 0 AND t.end_frame = 0;
CREATE TRIGGER mark_tags_named_insert AFTER INSERT ON mark_tags WHEN new.end_frame = 0 BEGIN ${index('new')} END;
CREATE TRIGGER mark_tags_named_update AFTER UPDATE ON mark_tags WHEN new.end_frame = 0 BEGIN ${index('new')} END;
CREATE TRIGGER mark_tags_named_delete AFTER DELETE ON mark_tags WHEN old.end_frame = 0 BEGIN ${index('old')} END;

-- What marks say of each scene (domain/marks/scene-marks.ts), as filters and cards read it.
ALTER TABLE scenes ADD COLUMN rating INTEGER;
ALTER TABLE scenes ADD COLUMN flag TEXT;
ALTER TABLE scenes ADD COLUMN label TEXT;
ALTER TABLE scenes ADD COLUMN mark TEXT;
CREATE TABLE scene_tags (
  tag_key TEXT NOT NULL,
  scene_pk INTEGER NOT NULL REFERENCES scenes (pk) ON DELETE CASCADE,
  PRIMARY KEY (tag_key, scene_pk)
) STRICT, WITHOUT ROWID;
CREATE INDEX scene_tags_by_scene ON scene_tags (scene_pk);
`,
}
