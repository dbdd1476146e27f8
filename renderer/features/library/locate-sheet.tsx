/** Replaced soon. */
export const LocateSheet = ({ videoId }: { readonly videoId: string }) => <div>{videoId}</div>
