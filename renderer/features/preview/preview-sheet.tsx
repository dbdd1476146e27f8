/** Replaced soon. */
export const PreviewSheet = ({ scope }: { readonly scope: string }) => <div>{scope}</div>
