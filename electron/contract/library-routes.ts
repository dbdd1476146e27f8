import { z } from 'zod'
import { captionSearchResponseSchema, captionSearchSchema } from './caption.ts'
import { importProblemSchema, leftOutSchema } from './import.ts'
import { jobSchema, jobSummaryQuerySchema, jobSummarySchema, listJobsQuerySchema } from './job.ts'
import {
  answeredReplacedSchema,
  answerReplacedSchema,
  dismissedProblemsSchema,
  dismissProblemsSchema,
  needsYouSchema,
} from './needs-you.ts'
import { idSchema, pageOf, pageQuerySchema } from './page.ts'
import { patchPreferencesSchema, savedPreferencesSchema } from './preferences.ts'
import { freedSpaceSchema, removedSchema } from './removed.ts'
import { route } from './route.ts'
import { patchSettingsSchema, settingsSchema } from './settings.ts'
import { createUploadSchema, uploadSchema } from './status.ts'

const idParams = z.object({ id: idSchema })

/** Routes of jobs, uploads, settings, problems and what was removed. */
export const libraryRoutes = {
  listJobs: route({
    method: 'GET',
    path: '/api/v1/jobs',
    summary: 'Jobs: running first, then waiting, then finished, newest first',
    query: listJobsQuerySchema,
    status: 200,
    response: pageOf(jobSchema),
  }),
  jobSummary: route({
    method: 'GET',
    path: '/api/v1/jobs/summary',
    summary: 'Sums of the jobs that ended, by day',
    query: jobSummaryQuerySchema,
    status: 200,
    response: jobSummarySchema,
  }),
  getJob: route({
    method: 'GET',
    path: '/api/v1/jobs/{id}',
    summary: 'One job',
    params: idParams,
    status: 200,
    response: jobSchema,
  }),
  retryJob: route({
    method: 'POST',
    path: '/api/v1/jobs/{id}/retry',
    summary: 'Run one stage of one video again',
    params: idParams,
    status: 202,
    response: jobSchema,
    refuses: ['conflict'],
  }),
  cancelJob: route({
    method: 'POST',
    path: '/api/v1/jobs/{id}/cancel',
    summary: 'Stop a job within 2 s',
    params: idParams,
    status: 202,
    response: jobSchema,
    refuses: ['conflict'],
  }),
  searchCaptions: route({
    method: 'POST',
    path: '/api/v1/search/captions',
    summary: 'Full-text search of captions',
    body: captionSearchSchema,
    status: 200,
    response: captionSearchResponseSchema,
  }),
  createUpload: route({
    method: 'POST',
    path: '/api/v1/uploads',
    summary: 'Announce a file whose bytes follow by PUT',
    body: createUploadSchema,
    status: 201,
    response: uploadSchema,
  }),
  getUpload: route({
    method: 'GET',
    path: '/api/v1/uploads/{id}',
    summary: 'How far an upload is',
    params: idParams,
    status: 200,
    response: uploadSchema,
  }),
  settleUpload: route({
    method: 'POST',
    path: '/api/v1/uploads/{id}/settle',
    summary: 'After a drop: attach a caption file that came without its film to the film whose name it shares',
    params: idParams,
    status: 200,
    response: uploadSchema,
  }),
  cancelUpload: route({
    method: 'DELETE',
    path: '/api/v1/uploads/{id}',
    summary: 'Give up an upload',
    params: idParams,
    status: 204,
    response: z.null(),
  }),
  getSettings: route({
    method: 'GET',
    path: '/api/v1/settings',
    summary: 'Settings of the library',
    status: 200,
    response: settingsSchema,
  }),
  patchSettings: route({
    method: 'PATCH',
    path: '/api/v1/settings',
    summary: 'Change settings',
    body: patchSettingsSchema,
    status: 200,
    response: settingsSchema,
  }),
  getPreferences: route({
    method: 'GET',
    path: '/api/v1/preferences',
    summary: 'What people set about the look of the app',
    status: 200,
    response: savedPreferencesSchema,
  }),
  patchPreferences: route({
    method: 'PATCH',
    path: '/api/v1/preferences',
    summary: 'Change preferences; fields that are not named stay',
    body: patchPreferencesSchema,
    status: 200,
    response: savedPreferencesSchema,
  }),
  listImportProblems: route({
    method: 'GET',
    path: '/api/v1/import-problems',
    summary: 'What could not be imported, and why',
    query: pageQuerySchema,
    status: 200,
    response: pageOf(importProblemSchema),
  }),
  dismissImportProblem: route({
    method: 'DELETE',
    path: '/api/v1/import-problems/{id}',
    summary: 'Forget one',
    params: idParams,
    status: 204,
    response: z.null(),
  }),
  listProblems: route({
    method: 'GET',
    path: '/api/v1/problems',
    summary:
      'Everything that needs a person: videos that failed or lack a part, films of watched folders that were replaced, files that could not be imported, folders that left files out',
    query: pageQuerySchema,
    status: 200,
    response: pageOf(needsYouSchema),
  }),
  answerReplaced: route({
    method: 'POST',
    path: '/api/v1/problems/{id}/answer',
    summary: 'Say what it means that another film took the place of one in a watched folder',
    params: idParams,
    body: answerReplacedSchema,
    status: 200,
    response: answeredReplacedSchema,
    refuses: ['conflict'],
  }),
  dismissProblems: route({
    method: 'POST',
    path: '/api/v1/problems/dismiss',
    summary: 'Dismiss some of them; a failed video of which there is nothing to show is removed from the library',
    body: dismissProblemsSchema,
    status: 200,
    response: dismissedProblemsSchema,
  }),
  dismissNotice: route({
    method: 'DELETE',
    path: '/api/v1/notices/{id}',
    summary: 'Dismiss a notice of something that has happened, as a repair of the database',
    params: idParams,
    status: 204,
    response: z.null(),
  }),
  listLeftOut: route({
    method: 'GET',
    path: '/api/v1/left-out',
    summary: 'What the imports of folders did not take, grouped by kind',
    query: pageQuerySchema,
    status: 200,
    response: pageOf(leftOutSchema),
  }),
  dismissLeftOut: route({
    method: 'DELETE',
    path: '/api/v1/left-out/{id}',
    summary: 'Forget what one folder left out',
    params: idParams,
    status: 204,
    response: z.null(),
  }),
  getRemoved: route({
    method: 'GET',
    path: '/api/v1/removed',
    summary: 'Removed videos whose space has not been freed yet',
    status: 200,
    response: removedSchema,
  }),
  purgeRemoved: route({
    method: 'POST',
    path: '/api/v1/removed/purge',
    summary: 'Delete at once what the app keeps of removed videos; the files of the person stay',
    status: 200,
    response: freedSpaceSchema,
  }),
  purgeVideo: route({
    method: 'DELETE',
    path: '/api/v1/removed/{id}',
    summary: 'Delete for good one video that was removed; the file of the person stays',
    params: idParams,
    status: 200,
    response: freedSpaceSchema,
  }),
} as const
