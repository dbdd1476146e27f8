import { z } from 'zod'
import { failureSchema } from './error.ts'
import { idSchema } from './page.ts'

/** `POST /api/v1/videos`: absolute paths of files or folders (folders are walked). */
export const importRequestSchema = z.strictObject({
  paths: z.array(z.string().min(1).max(32_768)).min(1).max(10_000),
  /** Also follow links that lead out of the folders; otherwise those are left out. */
  followLinks: z.boolean().optional(),
})

/** What became of each file: a new video, one already known (maybe under another name), or refused. */
export const importItemSchema = z.object({
  path: z.string(),
  /** `renewed`: the file had been replaced or had grown, and its video has the new content now. */
  outcome: z.enum(['added', 'known', 'relocated', 'restored', 'renewed', 'refused']),
  videoId: idSchema.optional(),
  error: failureSchema.optional(),
})
export type ImportItem = z.infer<typeof importItemSchema>

/** Files of one kind that the import of folders did not take. */
export const leftOutGroupSchema = z.object({
  kind: z.enum([
    'pictures',
    'sounds',
    'raw',
    'raw-with-proxy',
    'protected',
    'unsupported',
    'playlists',
    'captions',
    'camera-proxies',
    'camera-files',
    'broken-links',
    'outside-links',
    'hidden',
    'empty',
    'other',
  ]),
  count: z.number().int().positive(),
  /** What they are and why they are not taken, for a person. */
  label: z.string(),
  /** Paths within the folder, of the first hundred. */
  names: z.array(z.string()),
})
export type LeftOutGroup = z.infer<typeof leftOutGroupSchema>

/** What the last import of a folder did not take, kept until dismissed. */
export const leftOutSchema = z.object({
  id: idSchema,
  folder: z.string(),
  groups: z.array(leftOutGroupSchema),
  at: z.iso.datetime(),
})
export type LeftOut = z.infer<typeof leftOutSchema>

/** Answer of an import. `leftOut` has an entry for each folder that held something else than films. */
export const importResponseSchema = z.object({
  items: z.array(importItemSchema),
  leftOut: z.array(z.object({ folder: z.string(), groups: z.array(leftOutGroupSchema) })).optional(),
})
export type ImportResponse = z.infer<typeof importResponseSchema>

/** A file that could not be imported, kept until dismissed. */
export const importProblemSchema = z.object({
  id: idSchema,
  path: z.string(),
  error: failureSchema,
  at: z.iso.datetime(),
})
export type ImportProblem = z.infer<typeof importProblemSchema>
