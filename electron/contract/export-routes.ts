import { z } from 'zod'
import { createExportSchema, exportSchema } from './export.ts'
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
  }),
  listExports: route({
    method: 'GET',
    path: '/api/v1/exports',
    summary: 'Exports, newest first',
    query: pageQuerySchema,
    status: 200,
    response: pageOf(exportSchema),
  }),
  getExport: route({
    method: 'GET',
    path: '/api/v1/exports/{id}',
    summary: 'How far an export is, its files, and what they could not carry',
    params: z.object({ id: idSchema }),
    status: 200,
    response: exportSchema,
  }),
} as const
