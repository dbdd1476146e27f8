import { Select } from './select.tsx'
import { Slider } from './slider.tsx'

export const Selects = () => (
  <div className="story-row">
    <Select aria-label="Theme">
      <option>Dark</option>
      <option>Light</option>
    </Select>
    <Select aria-label="Theme, not now" disabled>
      <option>Dark</option>
    </Select>
  </div>
)

export const Sliders = () => (
  <div className="story-row">
    <Slider aria-label="Least" defaultValue={0} />
    <Slider aria-label="Half way" defaultValue={50} />
    <Slider aria-label="Not now" defaultValue={50} disabled />
  </div>
)
