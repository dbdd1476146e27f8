/** Replaced soon. */
export const RenameSheet = ({ videoId }: { readonly videoId: string }) => <div>{videoId}</div>
