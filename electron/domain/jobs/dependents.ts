/** A stage, and the stages that have to end before it. */
export interface StageOrder {
  readonly id: string
  readonly dependsOn: readonly string[]
}

/** Stages that directly or indirectly need `stage`, nearest first. */
export const dependentsOf = <Stage extends StageOrder>(stages: readonly Stage[], stage: string): readonly Stage[] => {
  const found: Stage[] = []
  const seen = new Set<string>([stage])
  for (let grew = true; grew; ) {
    grew = false
    for (const candidate of stages) {
      if (seen.has(candidate.id) || !candidate.dependsOn.some((need) => seen.has(need))) continue
      seen.add(candidate.id)
      found.push(candidate)
      grew = true
    }
  }
  return found
}

/** The fault in a set of stages (unknown or circular dependency, an id twice), or null when there is none. */
export const stageOrderFault = (stages: readonly StageOrder[]): string | null => {
  const ids = new Set(stages.map((stage) => stage.id))
  if (ids.size !== stages.length) return 'two stages share an id'
  for (const stage of stages) {
    const unknown = stage.dependsOn.find((need) => !ids.has(need))
    if (unknown !== undefined) return `${stage.id} depends on unknown stage ${unknown}`
  }
  const ready = new Set<string>()
  for (let left = stages.length; left > 0; ) {
    const next = stages.filter((stage) => !ready.has(stage.id) && stage.dependsOn.every((need) => ready.has(need)))
    if (next.length === 0) return 'stages depend on each other in a circle'
    for (const stage of next) ready.add(stage.id)
    left -= next.length
  }
  return null
}
