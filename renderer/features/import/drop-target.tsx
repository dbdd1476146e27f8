/** Replaced soon. */
export const DropTarget = () => null
