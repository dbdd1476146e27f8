interface PlacedScene {
  readonly index: number
  readonly startMs: number
  readonly endMs: number
}

/**
 * The stretch of a film whose sound and words belong to a scene. What is heard before the first picture belongs to the first
 * scene; the last one ends with the film anyway.
 */
export const reachOf = <Scene extends PlacedScene>(scene: Scene): Scene =>
  scene.index === 0 && scene.startMs > 0 ? { ...scene, startMs: 0 } : scene
