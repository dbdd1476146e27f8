/** Replaced soon. */
export const ImportPathsSheet = () => <div className="page">x</div>
