import { z } from 'zod'
import { idSchema, pageOf, pageQuerySchema } from './page.ts'
import { route } from './route.ts'
import {
  createSavedSearchSchema,
  heatResponseSchema,
  historyEntrySchema,
  patchSavedSearchSchema,
  savedSearchSchema,
  searchResponseSchema,
  searchStatusSchema,
} from './search.ts'
import { heatSchema, sceneSearchSchema, semanticSearchSchema } from './search-request.ts'

const idParams = z.object({ id: idSchema })

/** Routes of search by meaning; the two that take a file are in `byteRoutes`. */
export const searchRoutes = {
  searchSemantic: route({
    method: 'POST',
    path: '/api/v1/search/semantic',
    summary: 'Search by words, pictures, sounds and scenes, weighted by modality',
    body: semanticSearchSchema,
    status: 200,
    response: searchResponseSchema,
    refuses: ['not_found', 'conflict'],
    panels: true,
  }),
  searchScenes: route({
    method: 'POST',
    path: '/api/v1/search/scenes',
    summary: 'Scenes like one scene',
    body: sceneSearchSchema,
    status: 200,
    response: searchResponseSchema,
    refuses: ['not_found', 'conflict'],
    panels: true,
  }),
  searchHeat: route({
    method: 'POST',
    path: '/api/v1/search/heat',
    summary: 'How well every scene of one video answers a query',
    body: heatSchema,
    status: 200,
    response: heatResponseSchema,
    refuses: ['not_found', 'conflict'],
    panels: true,
  }),
  searchStatus: route({
    method: 'GET',
    path: '/api/v1/search/status',
    summary: 'What each modality can answer now',
    status: 200,
    response: searchStatusSchema,
    panels: true,
  }),
  prepareSearch: route({
    method: 'POST',
    path: '/api/v1/search/prepare',
    summary: 'Load the models that the first query will need; answers at once',
    status: 202,
    response: searchStatusSchema,
  }),
  searchHistory: route({
    method: 'GET',
    path: '/api/v1/search/history',
    summary: 'Recent searches, newest first',
    query: pageQuerySchema,
    status: 200,
    response: pageOf(historyEntrySchema),
  }),
  clearSearchHistory: route({
    method: 'DELETE',
    path: '/api/v1/search/history',
    summary: 'Forget all recent searches',
    status: 204,
    response: z.null(),
  }),
  listSavedSearches: route({
    method: 'GET',
    path: '/api/v1/searches',
    summary: 'Saved searches by name',
    query: pageQuerySchema,
    status: 200,
    response: pageOf(savedSearchSchema),
    panels: true,
  }),
  createSavedSearch: route({
    method: 'POST',
    path: '/api/v1/searches',
    summary: 'Save a search under a name',
    body: createSavedSearchSchema,
    status: 201,
    response: savedSearchSchema,
    refuses: ['conflict'],
  }),
  getSavedSearch: route({
    method: 'GET',
    path: '/api/v1/searches/{id}',
    summary: 'One saved search',
    params: idParams,
    status: 200,
    response: savedSearchSchema,
    panels: true,
  }),
  patchSavedSearch: route({
    method: 'PATCH',
    path: '/api/v1/searches/{id}',
    summary: 'Rename or change a saved search',
    params: idParams,
    body: patchSavedSearchSchema,
    status: 200,
    response: savedSearchSchema,
    refuses: ['conflict'],
  }),
  deleteSavedSearch: route({
    method: 'DELETE',
    path: '/api/v1/searches/{id}',
    summary: 'Forget a saved search',
    params: idParams,
    status: 204,
    response: z.null(),
  }),
} as const
