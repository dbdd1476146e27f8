/** Replaced soon. */
export const SearchPage = () => <div className="page">Search</div>
