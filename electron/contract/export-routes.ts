import { z } from 'zod'
import { createExportSchema, cutPreviewSchema, exportSchema, previewCutsSchema } from './export.ts'
import { idSchema, pageOf, pageQuerySchema } from './page.ts'
import { route } from './route.ts'

/** Routes of exports: files for other programs. */
export const exportRoutes = {
  createExport: route({
    method: 'POST',
    path: '/api/v1/exports',
    summary: 'Write ranges in the format of an editor; answers at once, the files follow',
    body: createExportSchema,
    status: 202,
    response: exportSchema,
    refuses: ['not_found', 'conflict'],
    panels: { without: ['destination'] },
  }),
  listExports: route({
    method: 'GET',
    path: '/api/v1/exports',
    summary: 'Exports, newest first',
    query: pageQuerySchema,
    status: 200,
    response: pageOf(exportSchema),
    panels: true,
  }),
  previewCuts: route({
    method: 'POST',
    path: '/api/v1/exports/cuts',
    summary: 'What lossless clips of ranges would really hold: the key frames around their borders',
    body: previewCutsSchema,
    status: 200,
    response: z.object({ items: z.array(cutPreviewSchema) }),
    refuses: ['not_found'],
    panels: true,
  }),
  cancelExport: route({
    method: 'POST',
    path: '/api/v1/exports/{id}/cancel',
    summary: 'Stop an export; files that are complete stay, nothing half is left',
    params: z.object({ id: idSchema }),
    status: 200,
    response: exportSchema,
    panels: true,
  }),
  resumeExport: route({
    method: 'POST',
    path: '/api/v1/exports/{id}/resume',
    summary: 'Let an export go on that failed or was cancelled, behind the files that it has',
    params: z.object({ id: idSchema }),
    status: 200,
    response: exportSchema,
    refuses: ['conflict'],
  }),
  getExport: route({
    method: 'GET',
    path: '/api/v1/exports/{id}',
    summary: 'How far an export is, its files, and what they could not carry',
    params: z.object({ id: idSchema }),
    status: 200,
    response: exportSchema,
    panels: true,
  }),
} as const
