/** Replaced soon. */
export const LibraryPage = () => <div className="page">Library</div>
