import { z } from 'zod'
import {
  addBinItemsSchema,
  addedBinItemsSchema,
  binDetailsSchema,
  binSchema,
  createBinSchema,
  patchBinItemsSchema,
  patchBinSchema,
} from './bin.ts'
import { importBinSchema, importedBinsSchema } from './bin-import.ts'
import { idSchema } from './page.ts'
import { route } from './route.ts'

const idParams = z.object({ id: idSchema })

/** Routes of bins: ordered ranges of frames from any videos. */
export const binRoutes = {
  listBins: route({
    method: 'GET',
    path: '/api/v1/bins',
    summary: 'Every bin, folder of bins and smart bin, by name',
    status: 200,
    response: z.object({ items: z.array(binSchema), nextCursor: z.null() }),
    panels: true,
  }),
  createBin: route({
    method: 'POST',
    path: '/api/v1/bins',
    summary: 'Make a bin, a folder of bins, or a smart bin of a saved search',
    body: createBinSchema,
    status: 201,
    response: binSchema,
    refuses: ['conflict', 'not_found'],
  }),
  importBins: route({
    method: 'POST',
    path: '/api/v1/bins/import',
    summary:
      'Make bins of a list of an editor (EDL, FCPXML, FCP7 XML, OTIO, ALE, CSV); what has no film here is told by name',
    body: importBinSchema,
    status: 201,
    response: importedBinsSchema,
    refuses: ['conflict', 'not_found'],
  }),
  getBin: route({
    method: 'GET',
    path: '/api/v1/bins/{id}',
    summary: 'One bin with its ranges in order; those of a smart bin are found now',
    params: idParams,
    status: 200,
    response: binDetailsSchema,
    panels: true,
  }),
  patchBin: route({
    method: 'PATCH',
    path: '/api/v1/bins/{id}',
    summary: 'Rename a bin, or put it into a folder',
    params: idParams,
    body: patchBinSchema,
    status: 200,
    response: binSchema,
    refuses: ['conflict'],
  }),
  deleteBin: route({
    method: 'DELETE',
    path: '/api/v1/bins/{id}',
    summary: 'Delete a bin; what lies in a folder moves up. Videos and scenes stay',
    params: idParams,
    status: 204,
    response: z.null(),
  }),
  addBinItems: route({
    method: 'POST',
    path: '/api/v1/bins/{id}/items',
    summary: 'Put scenes and ranges of frames into a bin, all or none',
    params: idParams,
    body: addBinItemsSchema,
    status: 201,
    response: addedBinItemsSchema,
    refuses: ['conflict'],
  }),
  patchBinItems: route({
    method: 'PATCH',
    path: '/api/v1/bins/{id}/items',
    summary: 'Trim, note, remove and order the ranges of a bin, all or nothing',
    params: idParams,
    body: patchBinItemsSchema,
    status: 200,
    response: binDetailsSchema,
    refuses: ['conflict'],
  }),
} as const
