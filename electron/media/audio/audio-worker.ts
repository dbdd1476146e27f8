import { serveMediaThread } from '../media-thread.ts'
import { runDemux } from './run-demux.ts'

serveMediaThread(runDemux)
