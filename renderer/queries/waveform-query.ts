import { queryOptions } from '@tanstack/react-query'
import type { WaveformQuery } from '../../electron/contract/index.ts'
import type { Client } from '../client/client.ts'
import { valueOfCall, within } from './core-query.ts'
import { queryKeys } from './query-keys.ts'

const waveformWithinMs = 20_000
/** Parts that are not on show any more are forgotten after this. */
const keepMs = 60_000
/** While the sound is being read, it is asked for again this often. */
const askAgainMs = 2000

/** A part of the waveform of the sound track that is heard; another choice of track is another waveform. */
export const waveformQuery = (
  client: Client,
  video: { readonly id: string; readonly audioStreamIndex: number | null },
  part: WaveformQuery,
  atWork: boolean,
) =>
  queryOptions({
    queryKey: [...queryKeys.waveform(video.id), video.audioStreamIndex, part],
    queryFn: ({ signal }) =>
      valueOfCall(
        client.call('getWaveform', { params: { id: video.id }, query: part }, within(signal, waveformWithinMs)),
      ),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: keepMs,
    refetchInterval: ({ state }) => (atWork && state.data?.lowest.length === 0 ? askAgainMs : false),
    structuralSharing: false,
  })
