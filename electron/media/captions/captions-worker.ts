import { serveMediaThread } from '../media-thread.ts'
import { runCaptions } from './run-captions.ts'

serveMediaThread(runCaptions)
