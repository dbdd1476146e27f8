interface PlacedScene {
  readonly index: number
  readonly startMs: number
  readonly endMs: number
}

/**
 * The time span of a scene for its sound and words. It differs for the first scene only, which also gets what is heard
 * before the first picture.
 */
export const reachOf = <Scene extends PlacedScene>(scene: Scene): Scene =>
  scene.index === 0 && scene.startMs > 0 ? { ...scene, startMs: 0 } : scene
