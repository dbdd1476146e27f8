/** Keys of everything the page keeps of the core. Whatever belongs to one video begins with `video` and its id. */
export const queryKeys = {
  settings: ['settings'],
  health: ['health'],
  models: ['models'],
  runtime: ['runtime'],
  spaces: ['spaces'],
  liveJobs: ['jobs', 'live'],
  olderJobs: ['jobs', 'older'],
  jobsOfVideo: (videoId: string) => ['jobs', 'of', videoId],
  searchHistory: ['searches', 'history'],
  savedSearches: ['searches', 'saved'],
  searchStatus: ['search-status'],
  removed: ['removed'],
  videos: ['video'],
  video: (videoId: string) => ['video', videoId],
  details: (videoId: string) => ['video', videoId, 'details'],
  scenes: (videoId: string) => ['video', videoId, 'scenes'],
  /** Of one track, or of all. */
  captions: (videoId: string, track?: number) => [
    'video',
    videoId,
    'captions',
    ...(track === undefined ? [] : [track]),
  ],
  waveform: (videoId: string) => ['video', videoId, 'waveform'],
  proxy: (proxyUrl: string) => ['proxy', proxyUrl],
} as const
