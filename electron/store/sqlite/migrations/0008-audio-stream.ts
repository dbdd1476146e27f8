import type { Migration } from '../migrate.ts'

/** Which sound track of a video a person chose. */
export const audioStream: Migration = {
  version: 8,
  name: 'audio-stream',
  sql: `
-- Index of the stream in its container; null: what the probe chose.
ALTER TABLE videos ADD COLUMN audio_stream_index INTEGER CHECK (audio_stream_index >= 0);
`,
}
