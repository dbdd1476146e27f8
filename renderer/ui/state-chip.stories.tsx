import { ProgressLine, StateChip } from './state-chip.tsx'

const video = { progress: 0.4, missing: false, warnings: [] } as const

export const States = () => (
  <div className="story-row">
    {(['queued', 'processing', 'partial', 'failed'] as const).map((state) => (
      <StateChip key={state} video={{ ...video, state, warnings: [] }} />
    ))}
    <StateChip video={{ ...video, state: 'ready', missing: true, warnings: [] }} />
    <StateChip
      video={{ ...video, state: 'processing', warnings: [{ code: 'file_changing', message: 'Still copied.' }] }}
    />
  </div>
)

export const Progress = () => (
  <div className="story-column">
    {[0, 0.4, 1].map((fraction) => (
      <ProgressLine key={fraction} fraction={fraction} />
    ))}
  </div>
)
