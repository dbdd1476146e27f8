import { PanelRight } from 'lucide-react'
import { Button, IconButton } from './button.tsx'

export const Tones = () => (
  <div className="story-row">
    <Button>Plain</Button>
    <Button tone="primary">Primary</Button>
    <Button tone="quiet">Quiet</Button>
    <Button tone="danger">Danger</Button>
  </div>
)

export const Disabled = () => (
  <div className="story-row">
    {(['plain', 'primary', 'quiet', 'danger'] as const).map((tone) => (
      <Button key={tone} tone={tone} disabled>
        {tone}
      </Button>
    ))}
  </div>
)

export const Icons = () => (
  <div className="story-row">
    <IconButton label="Details panel">
      <PanelRight size={16} aria-hidden />
    </IconButton>
    <IconButton label="Details panel, open" pressed>
      <PanelRight size={16} aria-hidden />
    </IconButton>
    <IconButton label="Details panel, not now" disabled>
      <PanelRight size={16} aria-hidden />
    </IconButton>
  </div>
)
