import type { Migration } from '../migrate.ts'

/** Pages of other programs that a person lets use the library. */
export const panels: Migration = {
  version: 33,
  name: 'panels',
  sql: `
CREATE TABLE panels (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  origin TEXT NOT NULL UNIQUE,
  -- SHA-256 of the token in hexadecimal; the token itself is kept nowhere.
  token_hash TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
`,
}
