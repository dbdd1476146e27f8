import { z } from 'zod'
import { importModelSchema, modelIdSchema, modelSchema, runtimeSchema } from './model.ts'
import { pageOf } from './page.ts'
import { route } from './route.ts'
import { spaceSchema } from './space.ts'

const modelParams = z.object({ id: modelIdSchema })
const spaceParams = z.object({ id: z.string().regex(/^[A-Za-z0-9_-]{1,128}$/) })

const modelAction = <const Name extends string>(name: Name, summary: string) =>
  route({
    method: 'POST',
    path: `/api/v1/models/{id}/${name}`,
    summary,
    params: modelParams,
    status: 202,
    response: modelSchema,
    refuses: ['conflict'],
  })

/** Routes of models, their Python environment and the embedding spaces. */
export const modelRoutes = {
  listModels: route({
    method: 'GET',
    path: '/api/v1/models',
    summary: 'Models that can be or are installed',
    status: 200,
    response: pageOf(modelSchema),
  }),
  installModel: modelAction('install', 'Download a model of the registry'),
  importModel: route({
    method: 'POST',
    path: '/api/v1/models/{id}/import',
    summary: 'Install a model from a folder in the plain Hugging Face layout',
    params: modelParams,
    body: importModelSchema,
    status: 202,
    response: modelSchema,
    refuses: ['conflict'],
  }),
  removeModel: modelAction('remove', 'Delete the files of a model; its vectors stay'),
  activateModel: modelAction(
    'activate',
    'Let a model answer for its modality once its space is complete, or do its task from now on',
  ),
  deactivateModel: modelAction('deactivate', 'Let no model answer for its modality or do its task; what it made stays'),
  cancelModel: modelAction('cancel', 'Stop an installation; what was fetched is kept for the next try'),
  restartModel: modelAction('restart', 'Start the runner of a model again after it was disabled'),
  getRuntime: route({
    method: 'GET',
    path: '/api/v1/runtime',
    summary: 'The Python environment that runs the models',
    status: 200,
    response: runtimeSchema,
  }),
  installRuntime: route({
    method: 'POST',
    path: '/api/v1/runtime/install',
    summary: 'Set up the Python environment',
    status: 202,
    response: runtimeSchema,
    refuses: ['conflict'],
  }),
  cancelRuntime: route({
    method: 'POST',
    path: '/api/v1/runtime/cancel',
    summary: 'Stop setting it up',
    status: 202,
    response: runtimeSchema,
    refuses: ['conflict'],
  }),
  listSpaces: route({
    method: 'GET',
    path: '/api/v1/spaces',
    summary: 'Embedding spaces and how complete they are',
    status: 200,
    response: pageOf(spaceSchema),
  }),
  rebuildSpace: route({
    method: 'POST',
    path: '/api/v1/spaces/{id}/rebuild',
    summary: 'Delete the vectors of an active or building space and compute them again',
    params: spaceParams,
    status: 202,
    response: spaceSchema,
    refuses: ['conflict'],
  }),
  deleteSpace: route({
    method: 'DELETE',
    path: '/api/v1/spaces/{id}',
    summary:
      'Delete the vectors of a space; one that is active or building stays listed, empty, until its stages run again',
    params: spaceParams,
    status: 204,
    response: z.null(),
  }),
} as const
